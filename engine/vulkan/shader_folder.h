// ShaderFolder: kernels compiled from a folder's files instead of those built in, for people who
// work on kernels.
#pragma once

#include <filesystem>
#include <list>
#include <memory>
#include <set>
#include <unordered_map>

#include "vulkan/physical.h"
#include "vulkan/spirv_table.h"

namespace pumice::vulkan {

/// The caller serialises calls.
class ShaderFolder {
 public:
  /// The folder that PUMICE_SHADERS names, null where it names none. unsupported error without the
  /// compiler's library, format error when it is no folder.
  static std::unique_ptr<ShaderFolder> of_environment(const Physical& device);
  ShaderFolder(std::filesystem::path root, const Physical& device)
      : root_(std::move(root)), device_(device) {}

  /// The module's code as its file says now: compiled again when the file, or one that it includes,
  /// has changed; nothing where the folder has no such file. format error for a file that
  /// does not compile, or declares other params or bindings than pumice was built with. Code stays
  /// valid.
  std::span<const uint32_t> code(const SpirvModule& module);

 private:
  using Time = std::filesystem::file_time_type;
  struct Compiled {
    std::vector<std::pair<std::filesystem::path, Time>> files;
    std::list<std::vector<uint32_t>> codes;  ///< the last one is in use
  };
  std::string flatten(const std::filesystem::path& file,
                      std::set<std::filesystem::path>& seen) const;
  std::string source(const SpirvModule& module, const std::filesystem::path& file,
                     std::set<std::filesystem::path>& seen) const;

  std::filesystem::path root_;
  const Physical& device_;
  std::unordered_map<const SpirvModule*, Compiled> compiled_;
};

}  // namespace pumice::vulkan
