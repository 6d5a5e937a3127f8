struct turn {
    uv_timer_t *timer;
};
