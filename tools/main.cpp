#include "eddy/tools/command_line.h"

int main(int argc, char** argv) { return eddy::command_line(argc, argv); }
