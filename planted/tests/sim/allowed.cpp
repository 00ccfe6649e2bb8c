#include "nodes/echo.h"
#include <random>
