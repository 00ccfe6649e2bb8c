#include <eddy/sim/host.h>
