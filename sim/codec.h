// JSON form, reading and hash of the types that messages and files are made of: see sim/codec/.
#pragma once

#include "sim/codec/codec.h"
#include "sim/codec/containers.h"
#include "sim/codec/quantities.h"
#include "sim/codec/scalars.h"
#include "sim/codec/structs.h"
