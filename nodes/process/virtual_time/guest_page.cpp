#include "nodes/process/virtual_time/guest_page.h"

#include <sys/mman.h>

#include <cerrno>
#include <new>
#include <system_error>

namespace eddy::nodes::process {

GuestPage::GuestPage()
    : file_(std::string(kBytes, '\0')),
      memory_(mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_SHARED, file_.descriptor(), 0)) {
  if (memory_ == MAP_FAILED)
    throw std::system_error(errno, std::generic_category(), "the page of a guest");
  new (memory_) ClockPage();
}

GuestPage::~GuestPage() { munmap(memory_, kBytes); }

}  // namespace eddy::nodes::process
