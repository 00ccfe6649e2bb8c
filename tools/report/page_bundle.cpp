#include "tools/report/page_bundle.h"

#include <cstddef>

#include "eddy/checkers/bad_input.h"

#ifdef EDDY_PAGE_SCRIPT
__asm__(
    ".section .rodata\n"
    "eddy_page_script:\n"
    ".incbin \"" EDDY_PAGE_SCRIPT
    "\"\n"
    "eddy_page_script_end:\n"
    ".byte 0\n"
    "eddy_page_style:\n"
    ".incbin \"" EDDY_PAGE_STYLE
    "\"\n"
    "eddy_page_style_end:\n"
    ".byte 0\n"
    "eddy_page_hash:\n"
    ".incbin \"" EDDY_PAGE_HASH
    "\"\n"
    "eddy_page_hash_end:\n"
    ".byte 0\n"
    ".text\n");

extern "C" {
extern const char eddy_page_script[];
extern const char eddy_page_script_end[];
extern const char eddy_page_style[];
extern const char eddy_page_style_end[];
extern const char eddy_page_hash[];
extern const char eddy_page_hash_end[];
}
#endif

namespace eddy::tools {
namespace {

#ifdef EDDY_PAGE_SCRIPT
std::string_view between(const char* begin, const char* end) {
  return {begin, static_cast<std::size_t>(end - begin)};
}

// "00ff" → the two bytes.
std::string from_hex(std::string_view digits) {
  const auto value = [](char digit) { return digit <= '9' ? digit - '0' : digit - 'a' + 10; };
  std::string bytes;
  for (std::size_t i = 0; i + 1 < digits.size(); i += 2)
    bytes += static_cast<char>(value(digits[i]) * 16 + value(digits[i + 1]));
  return bytes;
}
#endif

}  // namespace

PageBundle page_bundle() {
#ifdef EDDY_PAGE_SCRIPT
  constexpr std::size_t kDigits = 64;
  return {between(eddy_page_script, eddy_page_script_end),
          between(eddy_page_style, eddy_page_style_end),
          base64(from_hex(between(eddy_page_hash, eddy_page_hash_end).substr(0, kDigits)))};
#else
  throw checkers::BadInput(
      "this eddy was built without the page of a run: install the Debian packages esbuild and "
      "node-preact and build again; --format svg and the others need neither");
#endif
}

std::string base64(std::string_view bytes) {
  constexpr std::string_view kDigits =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  text.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const auto byte = [&](std::size_t place) {
      return place < bytes.size() ? static_cast<unsigned char>(bytes[place]) : 0U;
    };
    const unsigned group = byte(i) << 16U | byte(i + 1) << 8U | byte(i + 2);
    text += kDigits[group >> 18U];
    text += kDigits[group >> 12U & 63U];
    text += i + 1 < bytes.size() ? kDigits[group >> 6U & 63U] : '=';
    text += i + 2 < bytes.size() ? kDigits[group & 63U] : '=';
  }
  return text;
}

}  // namespace eddy::tools
