// Random programs of views, writes in place, arithmetic and backward passes, for two libraries to
// run alike: `fuzz FROM TO` prints what each step of each program gives. compare.py holds two such
// outputs against each other.
#include <torch/torch.h>

#include <cstdio>
#include <cstdlib>
#include <functional>
#include <sstream>
#include <string>
#include <vector>

namespace {

using namespace torch::indexing;
using torch::Tensor;

constexpr int kSteps = 40;
constexpr size_t kMostTensors = 9;
constexpr int64_t kMostElements = 200;

/// The same numbers everywhere.
struct Draw {
  uint64_t state;
  uint32_t next() {
    state = state * 6364136223846793005ull + 1442695040888963407ull;
    const auto x = static_cast<uint32_t>(state >> 33);
    return x ^ (x >> 15);
  }
  int64_t below(int64_t n) { return n <= 0 ? 0 : static_cast<int64_t>(next()) % n; }
  bool coin() { return next() % 2 == 0; }
  double number() { return 0.25 * static_cast<double>(below(17) - 8); }
};

std::string text_of(const Tensor& t) {
  std::ostringstream out;
  out << c10::toString(t.scalar_type()) << t.sizes() << "[";
  // The strides of dims of size 1 mean nothing.
  for (int64_t d = 0; d < t.dim(); ++d)
    out << (t.size(d) == 1 ? std::string("*") : std::to_string(t.stride(d))) << " ";
  out << "]@" << t.storage_offset() << " v" << t._version() << " r" << t.requires_grad() << " l"
      << t.is_leaf() << " w" << t.is_view() << " n" << t.output_nr() << " "
      << (t.grad_fn() ? t.grad_fn()->name() : std::string("-")) << " :";
  const Tensor values = t.detach().to(torch::kDouble).contiguous().flatten();
  for (int64_t i = 0; i < std::min<int64_t>(values.numel(), 6); ++i)
    out << " " << values[i].item<double>();
  if (values.numel() > 6) out << " sum " << values.sum().item<double>();
  return out.str();
}

/// What f gives, or the first line of its error.
std::string outcome(const std::function<std::string()>& f) {
  const auto first_line = [](std::string text) { return "E " + text.substr(0, text.find('\n')); };
  try {
    return f();
  } catch (const c10::Error& error) {
    return first_line(error.what_without_backtrace());
  } catch (const std::exception& error) {
    return first_line(error.what());
  }
}
std::string shown(const Tensor& t) {
  return t.defined() ? outcome([&] { return text_of(t); }) : "undefined";
}

struct Program {
  Draw draw;
  std::vector<Tensor> pool{};

  explicit Program(uint64_t seed) : draw{seed * 7919 + 12345} {
    for (int i = 0; i < 5; ++i) draw.next();
    pool = {made({2, 3}).requires_grad_(), made({3}).requires_grad_(), made({2, 1, 3}),
            made({}).requires_grad_()};
  }

  Tensor made(const std::vector<int64_t>& sizes) {
    int64_t count = 1;
    for (const int64_t size : sizes) count *= size;
    std::vector<double> values;
    for (int64_t i = 0; i < count; ++i) values.push_back(draw.number());
    return torch::tensor(values, torch::kDouble).reshape(sizes).clone();
  }
  Tensor& any() { return pool[draw.below(static_cast<int64_t>(pool.size()))]; }
  Tensor keep(const Tensor& t) {
    if (t.numel() == 0 || t.numel() > kMostElements || t.dim() > 4) return t;
    if (pool.size() < kMostTensors)
      pool.push_back(t);
    else
      any() = t;
    return t;
  }
  int64_t dim_of(const Tensor& t) {
    return t.dim() ? draw.below(2 * t.dim()) - t.dim() : draw.below(3) - 1;
  }
  /// Something that may broadcast to t.
  Tensor beside(const Tensor& t) {
    std::vector<int64_t> sizes = t.sizes().vec();
    switch (draw.below(4)) {
      case 0:
        return made(sizes);
      case 1:
        return made({});
      case 2:
        if (!sizes.empty()) sizes[draw.below(t.dim())] = 1;
        return made(sizes);
      default:
        return any();
    }
  }
};

struct Step {
  const char* name;
  Tensor (*run)(Program&, Tensor&);
};

Tensor part_of(Program& p, const std::vector<Tensor>& parts) {
  return p.keep(parts[p.draw.below(static_cast<int64_t>(parts.size()))]);
}

const Step kViews[] = {
    {"view", [](Program& p, Tensor& t) { return p.keep(t.view({-1})); }},
    {"transpose",
     [](Program& p, Tensor& t) {
       const int64_t a = p.dim_of(t), b = p.dim_of(t);
       return p.keep(t.transpose(a, b));
     }},
    {"narrow",
     [](Program& p, Tensor& t) {
       const int64_t d = p.dim_of(t), n = t.size(d), start = p.draw.below(n);
       return p.keep(t.narrow(d, start, p.draw.below(n - start) + 1));
     }},
    {"select",
     [](Program& p, Tensor& t) {
       const int64_t d = p.dim_of(t), n = t.size(d), at = p.draw.below(2 * n) - n;
       return p.keep(t.select(d, at));
     }},
    {"slice",
     [](Program& p, Tensor& t) {
       const int64_t d = p.dim_of(t), a = p.draw.below(5) - 2, b = p.draw.below(6) - 1;
       return p.keep(t.slice(d, a, b, 1 + p.draw.below(2)));
     }},
    {"expand",
     [](Program& p, Tensor& t) {
       std::vector<int64_t> sizes = t.sizes().vec();
       for (int64_t& size : sizes)
         if (size == 1) size = 1 + p.draw.below(3);
       if (sizes.size() < 3) sizes.insert(sizes.begin(), 1 + p.draw.below(2));
       return p.keep(t.expand(sizes));
     }},
    {"unsqueeze",
     [](Program& p, Tensor& t) { return p.keep(t.unsqueeze(p.draw.below(t.dim() + 1))); }},
    {"squeeze", [](Program& p, Tensor& t) { return p.keep(t.squeeze()); }},
    {"squeeze one", [](Program& p, Tensor& t) { return p.keep(t.squeeze(p.dim_of(t))); }},
    {"diagonal", [](Program& p, Tensor& t) { return p.keep(t.diagonal(p.draw.below(3) - 1)); }},
    {"reshape",
     [](Program& p, Tensor& t) {
       return p.keep(t.numel() % 2 == 0 ? t.reshape({2, -1}) : t.reshape({-1, 1}));
     }},
    {"flatten", [](Program& p, Tensor& t) { return p.keep(t.flatten()); }},
    {"chunk", [](Program& p, Tensor& t) { return part_of(p, t.chunk(2, p.dim_of(t))); }},
    {"unbind", [](Program& p, Tensor& t) { return part_of(p, t.unbind(p.dim_of(t))); }},
    {"split", [](Program& p, Tensor& t) { return part_of(p, t.split(1, p.dim_of(t))); }},
    {"detach", [](Program& p, Tensor& t) { return p.keep(t.detach()); }},
    {"data", [](Program& p, Tensor& t) { return p.keep(t.data()); }},
    {"alias", [](Program& p, Tensor& t) { return p.keep(t.alias()); }},
    {"contiguous", [](Program& p, Tensor& t) { return p.keep(t.contiguous()); }},
    {"view without recording",
     [](Program& p, Tensor& t) {
       const torch::NoGradGuard guard;
       return p.keep(p.draw.coin() ? t.view({-1}) : t.select(0, 0));
     }},
};

const Step kWrites[] = {
    {"add_",
     [](Program& p, Tensor& t) {
       const Tensor other = p.beside(t);
       return t.add_(other, p.draw.number());
     }},
    {"mul_", [](Program& p, Tensor& t) { return t.mul_(p.beside(t)); }},
    {"copy_", [](Program& p, Tensor& t) { return t.copy_(p.beside(t)); }},
    {"zero_", [](Program&, Tensor& t) { return t.zero_(); }},
    {"fill_", [](Program& p, Tensor& t) { return t.fill_(p.draw.number()); }},
    {"relu_", [](Program&, Tensor& t) { return t.relu_(); }},
    {"clamp_", [](Program&, Tensor& t) { return t.clamp_(-1, 1); }},
    {"sub_", [](Program&, Tensor& t) { return t.sub_(1); }},
    {"masked_fill_",
     [](Program& p, Tensor& t) {
       const Tensor mask = p.beside(t) > 0;
       return t.masked_fill_(mask, p.draw.number());
     }},
    {"index_put_",
     [](Program& p, Tensor& t) {
       const int64_t at = p.draw.below(t.dim() ? t.size(0) : 1);
       return t.index_put_({torch::tensor({at})}, p.made({}));
     }},
    {"set an element", [](Program& p, Tensor& t) { return t.index_put_({0}, p.draw.number()); }},
    {"set a slice",
     [](Program& p, Tensor& t) {
       return t.index_put_({Ellipsis, Slice(0, 1)}, p.made({}));
     }},
    {"write without recording",
     [](Program&, Tensor& t) {
       const torch::NoGradGuard guard;
       return t.add_(1);
     }},
};

const Step kResults[] = {
    {"add", [](Program& p, Tensor& t) { return p.keep(t + p.beside(t)); }},
    {"mul", [](Program& p, Tensor& t) { return p.keep(t * p.beside(t)); }},
    {"sub", [](Program& p, Tensor& t) { return p.keep(p.beside(t) - t); }},
    {"mul by a number", [](Program& p, Tensor& t) { return p.keep(t * p.draw.number()); }},
    {"clone", [](Program& p, Tensor& t) { return p.keep(t.clone()); }},
    {"sum", [](Program& p, Tensor& t) { return p.keep(t.sum()); }},
    {"sum over a dim",
     [](Program& p, Tensor& t) {
       const int64_t d = p.dim_of(t);
       return p.keep(t.sum(d, p.draw.coin()));
     }},
    {"max over a dim",
     [](Program& p, Tensor& t) { return p.keep(std::get<0>(t.max(p.dim_of(t)))); }},
    {"index",
     [](Program& p, Tensor& t) {
       const int64_t n = t.dim() ? t.size(0) : 1, a = p.draw.below(n), b = p.draw.below(n);
       return p.keep(t.index({torch::tensor({a, b})}));
     }},
    {"cat",
     [](Program& p, Tensor& t) {
       return p.keep(torch::cat({t, t}, p.dim_of(t)));
     }},
    {"stack",
     [](Program& p, Tensor& t) {
       return p.keep(torch::stack({t, t * 2}, 0));
     }},
    {"where",
     [](Program& p, Tensor& t) {
       const Tensor other = p.beside(t);
       return p.keep(torch::where(t > 0, t, other));
     }},
    {"mm", [](Program& p, Tensor& t) { return p.keep(t.mm(t.t())); }},
    {"a new leaf",
     [](Program& p, Tensor&) {
       std::vector<int64_t> sizes;
       for (int64_t i = p.draw.below(4); i > 0; --i) sizes.push_back(1 + p.draw.below(3));
       const Tensor leaf = p.made(sizes);
       return p.keep(p.draw.coin() ? leaf.set_requires_grad(true) : leaf);
     }},
};

const Step kGradients[] = {
    {"requires_grad_",
     [](Program& p, Tensor& t) { return t.set_requires_grad(p.draw.below(4) != 0); }},
    {"retain_grad",
     [](Program&, Tensor& t) {
       t.retain_grad();
       return t;
     }},
    {"detach_", [](Program&, Tensor& t) { return t.detach_(); }},
    {"set_data",
     [](Program& p, Tensor& t) {
       const Tensor data = p.any().data();
       t.set_data(p.draw.coin() ? data : data.clone());
       return t;
     }},
    {"hook",
     [](Program&, Tensor& t) {
       t.register_hook([](const Tensor& g) { return g * 2; });
       return t;
     }},
    {"backward",
     [](Program& p, Tensor& t) {
       t.sum().backward({}, p.draw.below(3) != 0);
       return t;
     }},
    {"backward twice",
     [](Program& p, Tensor& t) {
       (t * t).sum().backward({}, true, p.draw.coin());
       return t;
     }},
    {"grad",
     [](Program& p, Tensor& t) {
       const Tensor x = p.any();
       const bool create = p.draw.coin();
       return torch::autograd::grad({(t * t).sum()}, {x}, {}, true, create, true)[0];
     }},
    {"its gradient", [](Program&, Tensor& t) { return t.grad(); }},
};

void run(uint64_t seed) {
  Program program(seed);
  for (int k = 0; k < kSteps; ++k) {
    const auto from = [&](const auto& steps) -> const Step& {
      return steps[program.draw.below(static_cast<int64_t>(std::size(steps)))];
    };
    const int64_t kind = program.draw.below(8);
    const Step& step = kind < 3   ? from(kViews)
                       : kind < 5 ? from(kWrites)
                       : kind < 7 ? from(kResults)
                                  : from(kGradients);
    Tensor& t = program.any();
    const std::string line = outcome([&] { return shown(step.run(program, t)); });
    std::printf("%llu.%d %s: %s\n", static_cast<unsigned long long>(seed), k, step.name,
                line.c_str());
  }
  for (size_t i = 0; i < program.pool.size(); ++i) {
    const Tensor& t = program.pool[i];
    std::printf("%llu.end tensor %zu: %s\n", static_cast<unsigned long long>(seed), i,
                shown(t).c_str());
    if (t.is_leaf())
      std::printf("%llu.end gradient %zu: %s\n", static_cast<unsigned long long>(seed), i,
                  shown(t.grad()).c_str());
  }
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::fprintf(stderr, "usage: fuzz FROM TO\n");
    return 2;
  }
  const uint64_t end = std::strtoull(argv[2], nullptr, 10);
  for (uint64_t seed = std::strtoull(argv[1], nullptr, 10); seed < end; ++seed) run(seed);
}
