#include "checkers/verdict.h"
