#include "nodes/process/virtual_time/guest_page.h"

#include <sys/mman.h>
#include <unistd.h>

#include <cerrno>
#include <new>
#include <system_error>

namespace eddy::nodes::process {
namespace {

[[noreturn]] void refuse_page(int file) {
  const int error = errno;
  if (file >= 0) close(file);
  throw std::system_error(error, std::generic_category(), "the page of a guest");
}

}  // namespace

GuestPage::GuestPage() : file_(memfd_create("eddy", MFD_CLOEXEC)) {
  if (file_ < 0 || ftruncate(file_, kBytes) != 0) refuse_page(file_);
  memory_ = mmap(nullptr, kBytes, PROT_READ | PROT_WRITE, MAP_SHARED, file_, 0);
  if (memory_ == MAP_FAILED) refuse_page(file_);
  new (memory_) ClockPage();
}

GuestPage::~GuestPage() {
  munmap(memory_, kBytes);
  close(file_);
}

}  // namespace eddy::nodes::process
