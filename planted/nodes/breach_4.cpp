#include "workloads/echo.h"
