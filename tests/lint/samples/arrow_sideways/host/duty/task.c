#include "script/fiber.h"
