// JSON form, reading and hash of the types that messages and files are made of: see sim/codec/.
#pragma once

#include "eddy/sim/codec/codec.h"
#include "eddy/sim/codec/containers.h"
#include "eddy/sim/codec/quantities.h"
#include "eddy/sim/codec/scalars.h"
#include "eddy/sim/codec/structs.h"
