#pragma once
size_t half_size(void);
