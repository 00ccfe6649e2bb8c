#include <sim/host.h>
