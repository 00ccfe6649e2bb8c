// The table of system calls as a filter of the kernel's: what it stops at, what it refuses.
//
// https://www.kernel.org/doc/html/latest/userspace-api/seccomp_filter.html
#pragma once

#include <linux/filter.h>

#include <vector>

namespace eddy::nodes::process {

std::vector<sock_filter> make_filter();

}  // namespace eddy::nodes::process
