// einsum: operands are given the same dims in the same order, then multiplied from left to right,
// each pair as one batched matrix product.
#include <algorithm>

#include "autograd/record.h"
#include "base/dim_vector.h"
#include "base/error.h"
#include "ops/einsum_parse.h"
#include "pumice/functions.h"

namespace pumice {
namespace {

/// The sizes of labels, and those of the dims that an ellipsis covers.
struct Sizes {
  std::array<int64_t, kLetters> labels{};
  std::vector<int64_t> covered;
};

/// How many dims the ellipsis of an operand covers; shape error where labels and dims differ.
int64_t covered_dims(const std::vector<int>& labels, const Tensor& t, size_t operand) {
  const auto letters =
      static_cast<int64_t>(std::ranges::count_if(labels, [](int l) { return l != kEllipsis; }));
  const bool ellipsis = letters != static_cast<int64_t>(labels.size());
  check(ellipsis ? letters <= t.dim() : letters == t.dim(), ErrorKind::shape,
        "einsum(): the number of subscripts in the equation ({}) {} the number of dimensions ({}) "
        "for operand {}{}",
        letters, ellipsis ? "is more than" : "does not match", t.dim(), operand,
        ellipsis ? "" : " and no ellipsis was given");
  return ellipsis ? t.dim() - letters : 0;
}

Sizes find_sizes(const Equation& equation, TensorList operands) {
  Sizes sizes;
  int64_t most = 0;
  for (size_t o = 0; o < operands.size(); ++o)
    most = std::max(most, covered_dims(equation.operands[o], operands[o], o));
  sizes.covered.assign(static_cast<size_t>(most), 1);
  sizes.labels.fill(1);
  for (size_t o = 0; o < operands.size(); ++o) {
    const Tensor& t = operands[o];
    const int64_t covered = covered_dims(equation.operands[o], t, o);
    std::array<int64_t, kLetters> own{};  // one more than the size, where the letter has occurred
    int64_t d = 0;
    for (const int label : equation.operands[o]) {
      if (label == kEllipsis) {
        for (int64_t c = most - covered; c < most; ++c, ++d) {
          int64_t& known = sizes.covered[c];
          check(
              t.size(d) == known || known == 1 || t.size(d) == 1, ErrorKind::shape,
              "einsum(): dimension {} covered by ellipsis in operand {}has size {} which does not "
              "broadcast with previously seen ellipsis with size {} for the respective dimension",
              c - (most - covered), o, t.size(d), known);
          if (t.size(d) != 1) known = t.size(d);
        }
        continue;
      }
      int64_t& known = sizes.labels[label];
      const int64_t size = t.size(d++);
      check(own[label] == 0 || own[label] == size + 1, ErrorKind::shape,
            "einsum(): subscript {} is repeated for operand {} but the sizes don't match, {} != {}",
            label_letter(label), o, size, own[label] - 1);
      own[label] = size + 1;
      check(size == known || known == 1 || size == 1, ErrorKind::shape,
            "einsum(): subscript {} has size {} for operand {} which does not broadcast with "
            "previously seen size {}",
            label_letter(label), size, o, known);
      if (size != 1) known = size;
    }
  }
  return sizes;
}

/// Where a label stands in the common order of dims, which begins with the output's.
struct Order {
  std::array<int64_t, kLetters> place{};
  int64_t ellipsis = 0, output = 0, count = 0;
};

Order order_dims(const Equation& equation, int64_t covered) {
  Order order;
  order.place.fill(-1);
  bool kept = false;
  for (const int label : equation.output) {
    if (label == kEllipsis) {
      order.ellipsis = order.count;
      order.count += covered;
      kept = true;
    } else {
      order.place[label] = order.count++;
    }
  }
  order.output = order.count;
  if (!kept) {  // summed away
    order.ellipsis = order.count;
    order.count += covered;
  }
  std::array<bool, kLetters> used{};
  for (const auto& labels : equation.operands)
    for (const int label : labels)
      if (label != kEllipsis) used[label] = true;
  for (int label = 0; label < kLetters; ++label)
    if (used[label] && order.place[label] < 0) order.place[label] = order.count++;
  return order;
}

/// The operand with the common dims; size 1 where it lacks one. Repeated letters take the diagonal.
Tensor arrange(Tensor t, const std::vector<int>& labels, size_t operand, const Order& order,
               int64_t most) {
  DimVector places;  // of t's dims
  const int64_t covered = covered_dims(labels, t, operand);
  for (const int label : labels) {
    if (label == kEllipsis) {
      for (int64_t c = most - covered; c < most; ++c) places.push_back(order.ellipsis + c);
      continue;
    }
    const auto before = std::ranges::find(places, order.place[label]);
    if (before == places.end()) {
      places.push_back(order.place[label]);
      continue;
    }
    const int64_t first = before - places.begin(), second = static_cast<int64_t>(places.size());
    t = t.diagonal(0, first, second);  // a last dim, which belongs to the first
    DimVector back;
    for (int64_t d = 0; d + 1 < t.dim(); ++d) back.push_back(d);
    back.insert(static_cast<size_t>(first), t.dim() - 1);
    t = t.permute(back);
  }
  DimVector from(static_cast<size_t>(order.count), -1), dims;
  for (size_t d = 0; d < places.size(); ++d) from[places[d]] = static_cast<int64_t>(d);
  for (const int64_t d : from)
    if (d >= 0) dims.push_back(d);
  t = t.permute(dims);
  for (int64_t d = 0; d < order.count; ++d)
    if (from[d] < 0) t = t.unsqueeze(d);
  return t;
}

/// The product of a and b, summed over `summed`, whose dims stay with size 1.
Tensor multiply_pair(Tensor a, Tensor b, const std::vector<bool>& summed) {
  DimVector both, left, right, inner;
  DimVector shape;
  int64_t batch = 1, rows = 1, columns = 1, depth = 1;
  for (int64_t d = 0; d < a.dim(); ++d) {
    const int64_t na = a.size(d), nb = b.size(d);
    if (summed[d]) {
      if (na != 1 && nb != 1) {
        inner.push_back(d);
        depth *= na;
      } else if (na != 1) {
        a = sum(a, IntArrayRef(d), true, a.scalar_type());
      } else if (nb != 1) {
        b = sum(b, IntArrayRef(d), true, b.scalar_type());
      }
    } else if (na != 1 && nb != 1) {
      both.push_back(d);
      batch *= na;
    } else if (na != 1) {
      left.push_back(d);
      rows *= na;
    } else {
      right.push_back(d);
      columns *= nb;
    }
  }
  // (both, left, inner) x (both, inner, right) -> (both, left, right), then the dims of size 1 that
  // were summed over.
  DimVector order_a, order_b, order;
  const auto append = [](DimVector& to, const DimVector& dims) {
    for (const int64_t d : dims) to.push_back(d);
  };
  DimVector rest;
  for (int64_t d = 0; d < a.dim(); ++d)
    if (summed[d]) rest.push_back(d);
  const auto complete = [&](DimVector& dims) {
    for (int64_t d = 0; d < a.dim(); ++d)
      if (std::ranges::find(dims, d) == dims.end()) dims.push_back(d);
  };
  append(order_a, both), append(order_a, left), append(order_a, inner), complete(order_a);
  append(order_b, both), append(order_b, inner), append(order_b, right), complete(order_b);
  append(order, both), append(order, left), append(order, right), append(order, rest);
  for (const int64_t d : order) shape.push_back(summed[d] ? 1 : std::max(a.size(d), b.size(d)));
  // An empty dim is none of size 1, whatever its partner.
  for (size_t i = 0; i < order.size(); ++i)
    if (!summed[order[i]] && (a.size(order[i]) == 0 || b.size(order[i]) == 0)) shape[i] = 0;
  const Tensor y = bmm(a.permute(order_a).reshape({batch, rows, depth}),
                       b.permute(order_b).reshape({batch, depth, columns}))
                       .reshape(shape);
  DimVector back(order.size());
  for (size_t i = 0; i < order.size(); ++i) back[order[i]] = static_cast<int64_t>(i);
  return y.permute(back);
}

}  // namespace

namespace {

/// Which two of the operands that are left come next, the earlier one first.
std::pair<size_t, size_t> pair_at(const OptionalIntArrayRef& path, size_t step, size_t left) {
  if (!path) return {0, 1};
  const auto [i, j] = std::minmax((*path)[2 * step], (*path)[2 * step + 1]);
  check(i >= 0 && i < j && j < static_cast<int64_t>(left), ErrorKind::value,
        "einsum(): the contraction path names operands {} and {} of {}", i, j, left);
  return {static_cast<size_t>(i), static_cast<size_t>(j)};
}

}  // namespace

Tensor einsum(std::string_view equation_text, TensorList operands, OptionalIntArrayRef path) {
  const size_t places = operands.empty() ? 0 : 2 * (operands.size() - 1);
  check(!path || path->size() == places, ErrorKind::value,
        "einsum(): expected contraction path given in path parameter to have size {} but got {}",
        places, path ? path->size() : 0);
  for (const Tensor& t : operands)
    check(t.defined(), ErrorKind::value, "einsum(): an operand is undefined");
  const Equation equation = parse_equation(equation_text, operands.size());
  const Sizes sizes = find_sizes(equation, operands);
  const auto most = static_cast<int64_t>(sizes.covered.size());
  const Order order = order_dims(equation, most);

  std::vector<Tensor> arranged;
  for (size_t o = 0; o < operands.size(); ++o)
    arranged.push_back(arrange(operands[o], equation.operands[o], o, order, most));
  // A dim is summed with the last operand that has it.
  const auto ends = [&](int64_t d, const Tensor& y) {
    return d >= order.output && y.size(d) != 1 &&
           std::ranges::all_of(arranged, [d](const Tensor& t) { return t.size(d) == 1; });
  };
  const auto take = [&](size_t place) {
    Tensor taken = arranged[place];
    arranged.erase(arranged.begin() + static_cast<std::ptrdiff_t>(place));
    return taken;
  };
  const bool single = arranged.size() == 1;
  Tensor y = take(0);
  DimVector alone;
  for (int64_t d = 0; d < order.count; ++d)
    if (ends(d, y)) alone.push_back(d);
  if (!alone.empty()) y = sum(y, alone, true, y.scalar_type());
  arranged.insert(arranged.begin(), y);
  for (size_t step = 0; arranged.size() > 1; ++step) {
    const auto [i, j] = pair_at(path, step, arranged.size());
    const Tensor b = take(j), a = take(i);
    std::vector<bool> summed(static_cast<size_t>(order.count));
    for (int64_t d = 0; d < order.count; ++d)
      summed[static_cast<size_t>(d)] = ends(d, a) || ends(d, b);
    y = multiply_pair(a, b, summed);
    arranged.insert(path ? arranged.end() : arranged.begin(), y);
  }
  const bool view = single && y.is_alias_of(operands[0]);
  for (int64_t d = order.count; d-- > order.output;) y = y.squeeze(d);
  return view || !single ? y : as_own(y);
}

}  // namespace pumice
