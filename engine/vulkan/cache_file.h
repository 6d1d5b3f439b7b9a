// Small files that save work for the next run: ${XDG_CACHE_HOME:-~/.cache}/pumice.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>
#include <vector>

namespace pumice::vulkan {

/// The folder of cached files; empty when the environment names no home.
std::filesystem::path cache_directory();

/// Contents of a cached file; empty when there is none or it is damaged.
std::vector<std::byte> read_cached(const std::string& name);

/// Writes a file in one step, so that readers see the old or the new one. Failure is silent: a
/// cache may be lost.
void write_cached(const std::string& name, std::span<const std::byte> data);

/// 64-bit FNV-1a hash.
uint64_t hash_bytes(std::span<const std::byte> data, uint64_t seed = 0xcbf29ce484222325u);

}  // namespace pumice::vulkan
