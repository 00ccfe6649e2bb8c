// A text as a file with gzip or zstd holds it.
#pragma once

#include <zstd.h>

#include <boost/iostreams/filter/gzip.hpp>
#include <boost/iostreams/filtering_stream.hpp>
#include <iterator>
#include <memory>
#include <sstream>
#include <stdexcept>
#include <string>

namespace eddy::testing {

inline std::string gzipped(const std::string& text) {
  std::istringstream plain(text);
  boost::iostreams::filtering_istream in;
  in.push(boost::iostreams::gzip_compressor());
  in.push(plain);
  return {std::istreambuf_iterator<char>(in), {}};
}

// With a checksum, as the program zstd writes it.
inline std::string with_zstd(const std::string& text) {
  const std::unique_ptr<ZSTD_CCtx, decltype(&ZSTD_freeCCtx)> context(ZSTD_createCCtx(),
                                                                     &ZSTD_freeCCtx);
  ZSTD_CCtx_setParameter(context.get(), ZSTD_c_checksumFlag, 1);
  std::string packed(ZSTD_compressBound(text.size()), '\0');
  const std::size_t size =
      ZSTD_compress2(context.get(), packed.data(), packed.size(), text.data(), text.size());
  if (ZSTD_isError(size) != 0) throw std::runtime_error(ZSTD_getErrorName(size));
  packed.resize(size);
  return packed;
}

}  // namespace eddy::testing
