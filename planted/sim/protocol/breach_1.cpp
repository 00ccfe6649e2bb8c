#include "nodes/echo.h"
