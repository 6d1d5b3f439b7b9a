// Reading kernels as tools/dialect does, with what the library knows of them.
#include "vulkan/shader_folder.h"

#include <cstdlib>
#include <fstream>
#include <regex>
#include <sstream>

#include "base/error.h"
#include "vulkan/glsl.h"
#include "vulkan/modules.h"

namespace pumice::vulkan {
namespace {

namespace fs = std::filesystem;

/// One more name in a list that a parenthesis has opened.
void add_name(std::string& list, std::string_view name) {
  if (list.back() != '(') list += ' ';
  list += name;
}

/// "PARAMS(n rows eps) READS(x) WRITES(y)": names in their order.
std::string declaration_of(const std::string& text) {
  static const std::regex word(R"(\b(PARAMS|READS|WRITES|UPDATES)\s*\(([^()]*)\))");
  static const std::regex field(R"((\w+)\s*(?:\[\d+\])?\s*;)");
  static const std::regex last(R"((\w+)\s*$)");
  static const std::regex comment(R"(//[^\n]*)");
  const std::string code = std::regex_replace(text, comment, "");
  std::string list;
  for (std::sregex_iterator m(code.begin(), code.end(), word), end; m != end; ++m) {
    const std::string inside = (*m)[2];
    if (!list.empty()) list += ' ';
    list += (*m)[1].str() + '(';
    std::smatch name;
    if ((*m)[1] != "PARAMS") {
      if (std::regex_search(inside, name, last)) list += name[1].str();
    } else {
      for (std::sregex_iterator f(inside.begin(), inside.end(), field); f != end; ++f)
        add_name(list, (*f)[1].str());
    }
    list += ")";
  }
  return list;
}

/// The same of what the library was built with.
std::string declaration_of(const KernelInfo& kernel) {
  std::string list = "PARAMS(";
  for (const KernelParam& p : kernel.params) add_name(list, p.name);
  list += ")";
  for (const KernelBinding& b : kernel.bindings)
    list += text_of(" {}({})",
                    b.access == Access::read    ? "READS"
                    : b.access == Access::write ? "WRITES"
                                                : "UPDATES",
                    b.name);
  return list;
}

std::string constant_lines(const SpirvModule& module) {
  std::string text;
  uint32_t id = 0;
  for (const KernelSpec& spec : module.kernel->spec) {
    const bool numeric = spec.values[0][0] >= '0' && spec.values[0][0] <= '9';
    text += text_of("layout(constant_id = {}) const uint {} = {}u;\n", id++, spec.name,
                    spec.numbers[0]);
    for (size_t v = 0; v < spec.values.size() && !numeric; ++v)
      text += text_of("const uint {}_{} = {}u;\n", spec.name, spec.values[v], spec.numbers[v]);
  }
  id = kFirstTuneId;
  for (const Tune& tune : module.tunes)
    text += text_of("layout(constant_id = {}) const uint {} = {}u;\n", id++, tune.name, tune.value);
  return text;
}

/// Compute params read as the low words of what the host packs as int64.
std::string low_words(const SpirvModule& module, std::string text) {
  size_t offset = 8;  // behind the views' offsets
  for (const KernelParam& p : module.kernel->params) {
    const size_t width = p.kind == KernelParam::compute ? 8 : 4;
    offset = (offset + width - 1) / width * width;
    if (p.kind == KernelParam::compute)
      text = std::regex_replace(text, std::regex(text_of(R"(\bC {};)", p.name)),
                                text_of("layout(offset = {}) int {};", offset, p.name));
    offset += width * p.count;
  }
  return text;
}

}  // namespace

std::unique_ptr<ShaderFolder> ShaderFolder::of_environment(const Physical& device) {
  const char* name = std::getenv("PUMICE_SHADERS");
  if (!name || !*name) return nullptr;
  check(fs::is_directory(name), ErrorKind::format, "PUMICE_SHADERS={}: there is no such folder",
        name);
  check(can_compile(), ErrorKind::unsupported,
        "PUMICE_SHADERS={}: the shader compiler's library is not installed", name);
  return std::make_unique<ShaderFolder>(name, device);
}

std::string ShaderFolder::flatten(const fs::path& file, std::set<fs::path>& seen) const {
  seen.insert(file);
  std::ifstream stream(file);
  const std::string name = file.filename().string();
  std::string text = text_of("#line 1 \"{}\"\n", name), line;
  static const std::regex include(R"(\s*#\s*include\s+"([^"]+)\".*)");
  for (int number = 1; std::getline(stream, line); ++number) {
    std::smatch m;
    if (!std::regex_match(line, m, include)) {
      text += line + '\n';
      continue;
    }
    const std::string wanted = m[1];
    fs::path found = file.parent_path() / wanted;
    if (!fs::exists(found)) found = root_ / wanted;
    check(fs::exists(found), ErrorKind::format, "PUMICE_SHADERS: {}:{}: there is no file {}", name,
          number, wanted);
    text += flatten(found, seen) + text_of("#line {} \"{}\"\n", number + 1, name);
  }
  return text;
}

std::string ShaderFolder::source(const SpirvModule& module, const fs::path& file,
                                 std::set<fs::path>& seen) const {
  std::string body = flatten(file, seen);
  const std::string declared = declaration_of(body), built = declaration_of(*module.kernel);
  check(declared == built, ErrorKind::format,
        "PUMICE_SHADERS: {} declares {}, but pumice was built with {}", file.filename().string(),
        declared, built);
  const bool low = (module.emulated & SpirvModule::kInt64) != 0;
  std::string text = language_lines();
  for (const auto& [letter, type] : {std::pair{'T', module.t}, {'U', module.u}})
    if (type != ScalarType::Undefined) text += type_lines(letter, type) + needs_line(type);
  text += compute_lines(module.t, low);
  if (module.u != ScalarType::Undefined)
    text += text_of("#define CU COMPUTE_{}\n", dtype_short_name(module.u));
  for (const KernelBinding& b : module.kernel->bindings)
    if (b.elem == Elem::boolean) text += needs_line(kBool);
  if (module.emulated & SpirvModule::kBytes) text += "#define EMULATED_BYTES\n";
  if (low) text += "#define EMULATED_INT64\n";
  if (module.t == kDouble) {
    static const std::regex literal(R"(\bK\((-?\d+(?:\.\d*(?:[eE][-+]?\d+)?|[eE][-+]?\d+))\))");
    body = std::regex_replace(body, literal, "K($1lf)");
  }
  if (low && module.t == kLong) body = low_words(module, std::move(body));
  const fs::path prelude = root_ / "prelude" / "glsl.h";
  text += fs::exists(prelude) ? flatten(prelude, seen) : std::string(glsl_prelude());
  return text + constant_lines(module) + body;
}

std::span<const uint32_t> ShaderFolder::code(const SpirvModule& module) {
  const fs::path file = root_ / (std::string(module.implementation) + ".comp");
  std::error_code none;
  if (!fs::exists(file, none)) return {};
  Compiled& compiled = compiled_[&module];
  const auto unchanged = [&none](const auto& entry) {
    return fs::last_write_time(entry.first, none) == entry.second;
  };
  if (!compiled.files.empty() && std::ranges::all_of(compiled.files, unchanged))
    return compiled.codes.back();
  compiled.files.clear();

  std::set<fs::path> seen;
  std::string error;
  std::vector<std::pair<fs::path, Time>> files;
  const std::string text = source(module, file, seen);
  files.reserve(seen.size());
  for (const fs::path& path : seen) files.emplace_back(path, fs::last_write_time(path, none));
  std::vector<uint32_t> code = compile_glsl(text, error);
  check(error.empty(), ErrorKind::format, "PUMICE_SHADERS: {}", error);
  check(runs_on(device_, capabilities_of(code)), ErrorKind::format,
        "PUMICE_SHADERS: {} needs what {} does not have", file.filename().string(),
        device_.properties.name);
  compiled.codes.push_back(std::move(code));
  compiled.files = std::move(files);
  return compiled.codes.back();
}

}  // namespace pumice::vulkan
