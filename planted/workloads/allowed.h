#include <vector>

#include "checkers/verdict.h"
#include "sim/host.h"
#include "workloads/echo.h"
// std::random_device, steady_clock and rand() may be named in a comment,
inline const char* text = "and getenv(\"X\") in a string";
int expand(int operand) { return time_of(operand) + draw.exponential_distribution(); }
void log_it(Host& host) { host.log(std::floor(0.5)); log("x"); }
