// Reading members of a zip file.
#pragma once

#include <iosfwd>
#include <map>
#include <memory>
#include <span>
#include <string>

namespace pumice::io {

/// The members of a zip file that is not trusted; errors are pumice::Error of kind format. The
/// stream must live as long.
class Zip {
 public:
  explicit Zip(std::istream& stream);
  ~Zip();
  Zip(const Zip&) = delete;
  Zip& operator=(const Zip&) = delete;

  /// Names, and bytes where they are stored as they are; -1 where they are compressed.
  const std::map<std::string, int64_t>& members() const { return sizes_; }
  /// Fills `to`, which has the member's size. Checksums are held against what was read.
  void read(const std::string& name, std::span<char> to) const;

 private:
  struct Archive;
  std::unique_ptr<Archive> archive_;
  std::map<std::string, int64_t> sizes_;
};

}  // namespace pumice::io
