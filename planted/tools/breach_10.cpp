#include "tests/sim/any.h"
