// A file that is read from its start, with its size known.
#pragma once

#include <pumice/error.h>

#include <cstdint>
#include <filesystem>
#include <fstream>
#include <string>

namespace pumice::data {

class File {
 public:
  /// format error, beginning with `who`, when the file is missing or cannot be read.
  File(const char* who, const std::string& path) {
    std::error_code error;
    const bool regular = std::filesystem::is_regular_file(path, error);
    if (!std::filesystem::exists(path, error))
      throw Error(ErrorKind::format, std::string(who) + ": " + path + " does not exist");
    if (!regular) throw Error(ErrorKind::format, std::string(who) + ": " + path + " is not a file");
    size_ = std::filesystem::file_size(path, error);
    stream_.open(path, std::ios::binary);
    if (error || !stream_)
      throw Error(ErrorKind::format, std::string(who) + ": " + path + " cannot be opened");
  }
  uint64_t size() const { return size_; }
  bool read(void* target, uint64_t bytes) {
    stream_.read(static_cast<char*>(target), static_cast<std::streamsize>(bytes));
    return static_cast<uint64_t>(stream_.gcount()) == bytes;
  }

 private:
  std::ifstream stream_;
  uint64_t size_ = 0;
};

}  // namespace pumice::data
