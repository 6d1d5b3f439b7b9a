// Zip files by way of minizip, from any stream.
#include "io/zip.h"

#include <algorithm>
#include <istream>

#include "pumice/error.h"

#ifdef PUMICE_USE_MINIZIP
#include <minizip/unzip.h>
#endif

namespace pumice::io {

#ifdef PUMICE_USE_MINIZIP

namespace {

[[noreturn]] void fail(const std::string& what) { throw Error(ErrorKind::format, what); }

// PyTorch names a file's members after the file, which may be long.
constexpr size_t kMaxName = 4096;
constexpr size_t kMaxMembers = 1'000'000;

std::istream& stream_of(void* opaque) { return *static_cast<std::istream*>(opaque); }

uLong read_stream(void* opaque, void*, void* to, uLong bytes) {
  std::istream& stream = stream_of(opaque);
  stream.clear();
  stream.read(static_cast<char*>(to), static_cast<std::streamsize>(bytes));
  return static_cast<uLong>(stream.gcount());
}

long seek_stream(void* opaque, void*, ZPOS64_T offset, int origin) {
  std::istream& stream = stream_of(opaque);
  stream.clear();
  const auto from = origin == ZLIB_FILEFUNC_SEEK_CUR   ? std::ios::cur
                    : origin == ZLIB_FILEFUNC_SEEK_END ? std::ios::end
                                                       : std::ios::beg;
  stream.seekg(static_cast<std::streamoff>(offset), from);
  return stream ? 0 : -1;
}

zlib_filefunc64_def functions_over(std::istream& stream) {
  zlib_filefunc64_def functions{};
  functions.zopen64_file = [](void* opaque, const void*, int) { return opaque; };
  functions.zread_file = read_stream;
  functions.zwrite_file = [](void*, void*, const void*, uLong) -> uLong { return 0; };
  functions.ztell64_file = [](void* opaque, void*) {
    return static_cast<ZPOS64_T>(stream_of(opaque).tellg());
  };
  functions.zseek64_file = seek_stream;
  functions.zclose_file = [](void*, void*) { return 0; };
  functions.zerror_file = [](void*, void*) { return 0; };
  functions.opaque = &stream;
  return functions;
}

}  // namespace

struct Zip::Archive {
  unzFile file = nullptr;
  // minizip finds a member by going through all before it.
  std::map<std::string, unz64_file_pos> places;
  ~Archive() {
    if (file) unzClose(file);
  }
};

Zip::Zip(std::istream& stream) : archive_(std::make_unique<Archive>()) {
  zlib_filefunc64_def functions = functions_over(stream);
  unzFile file = archive_->file = unzOpen2_64("", &functions);
  if (!file) fail("is no zip file, which PyTorch has written since 1.6");
  stream.clear();
  stream.seekg(0, std::ios::end);
  const auto whole = static_cast<ZPOS64_T>(stream.tellg());
  std::string name(kMaxName, '\0');
  for (int more = unzGoToFirstFile(file); more == UNZ_OK; more = unzGoToNextFile(file)) {
    unz_file_info64 info;
    unz64_file_pos place;
    if (unzGetCurrentFileInfo64(file, &info, name.data(), name.size(), nullptr, 0, nullptr, 0) ||
        unzGetFilePos64(file, &place) || info.size_filename >= kMaxName ||
        sizes_.size() == kMaxMembers)
      fail("has a directory that cannot be read");
    const bool stored = info.compression_method == 0 && !(info.flag & 1) &&
                        info.compressed_size == info.uncompressed_size &&
                        info.uncompressed_size <= whole;
    const std::string key(name.data(), info.size_filename);
    archive_->places[key] = place;
    sizes_[key] = stored ? static_cast<int64_t>(info.uncompressed_size) : -1;
  }
}

void Zip::read(const std::string& name, std::span<char> to) const {
  const auto bad = [&] { fail("'" + name + "' in it cannot be read"); };
  const auto place = archive_->places.find(name);
  unzFile file = archive_->file;
  if (place == archive_->places.end() || unzGoToFilePos64(file, &place->second) ||
      unzOpenCurrentFile(file))
    bad();
  constexpr size_t kPiece = size_t{1} << 30;
  size_t done = 0;
  while (done < to.size()) {
    const auto piece = static_cast<unsigned>(std::min(to.size() - done, kPiece));
    const int got = unzReadCurrentFile(file, to.data() + done, piece);
    if (got <= 0) break;
    done += static_cast<size_t>(got);
  }
  if (unzCloseCurrentFile(file) != UNZ_OK || done != to.size()) bad();
}

#else

struct Zip::Archive {};
Zip::Zip(std::istream&) {
  throw Error(ErrorKind::unsupported, "cannot be read: pumice was built without minizip");
}
void Zip::read(const std::string&, std::span<char>) const {}

#endif

Zip::~Zip() = default;

}  // namespace pumice::io
