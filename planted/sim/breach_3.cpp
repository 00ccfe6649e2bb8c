#include "../sim/host.h"
