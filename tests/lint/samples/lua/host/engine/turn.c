struct lua_State;
void turn_take(struct lua_State *L);
