// Functions made of others, and those that are methods or aliases alone.
#include "show.h"

namespace semantics {
namespace {

Tensor definite() {
  return torch::tensor({{4.0F, 1.0F, 0.5F}, {1.0F, 3.0F, -1.0F}, {0.5F, -1.0F, 2.0F}});
}

void matrices(ScalarType d) {
  const Tensor a = definite().to(d), b = counted({2, 3}, d), v = torch::tensor({1, -2, 3}).to(d);
  SHOW(a.cholesky(), a.cholesky(true), a.det(), a.logdet(), a.slogdet(), a.inverse(),
       torch::inverse(a), a.pinverse());
  SHOW(torch::pinverse(b), a.qr(), std::get<1>(b.svd()), a.matrix_exp(), a.matrix_power(3),
       a.matrix_power(-1), a.trace());
  SHOW(torch::ger(v, v), torch::vdot(v, v), v.dot(v), a.mv(v), b.mm(a), a.matmul(v), v.outer(v),
       b.inner(v), b.kron(v));
  SHOW(a.addmm(a, a, 0.5, 2), v.addmv(a, v), a.addr(v, v), a.unsqueeze(0).bmm(a.unsqueeze(0)));
  SHOW(torch::linalg_norm(b, 2, {1}, false, {}), torch::linalg_vector_norm(v, 1, {}, false, {}),
       b.norm(1), v.dist(v * 2), torch::dist(v, v, 1));
  SHOW(v.diff(), b.diff(1, 0), torch::diff(v, 2), v.cross(torch::tensor({0, 1, 0}).to(d), 0),
       torch::cdist(b, b));
}

void sums() {
  const Tensor x = torch::tensor({{1.0, kNan, 3.0}, {kNan, 5.0, -1.0}});
  SHOW(x.nansum(), x.nansum(1), torch::nansum(x, 0, true), x.nanmean(), torch::nanmean(x, 1),
       x.nanmedian(), x.isnan().sum());
  const Tensor y = torch::tensor({{3.0, 1.0, 2.0}, {1.0, 1.0, 4.0}});
  SHOW(y.sum(0), y.sum(torch::IntArrayRef({0, 1}), true), y.mean(1), y.prod(), y.var(),
       y.var(0, false), y.std(1, true, true), y.norm(), y.norm(3, 1), y.logsumexp(1));
  SHOW(y.max(), y.max(1), y.min(0, true), y.amax(0), y.amin(torch::IntArrayRef({0, 1})),
       y.aminmax(), y.argmax(), y.argmin(1, true), y.median(), y.median(0), y.mode());
  SHOW(y.any(), y.all(0), y.cumsum(1), y.cumprod(0), y.cummax(1), y.cummin(0), y.logcumsumexp(1),
       y.softmax(1), y.log_softmax(0), y.count_nonzero());
  SHOW(y.sort(1), y.sort(0, true), y.argsort(1, true), y.topk(2), y.topk(1, 0, false),
       y.kthvalue(3), torch::msort(y), torch::_unique2(y, true, true, true),
       y.flatten().histc(4, 0, 4));
  SHOW(torch::unique_consecutive(y.flatten()), std::get<0>(torch::unique_dim(y, 0)),
       y.flatten().to(kLong).bincount(), torch::std_mean(y), torch::var_mean(y, 1));
  SHOW(y.sum(kInt), y.sum(0, false, kInt), y.to(kInt).sum(), y.to(kInt).mean(kFloat),
       y.to(kInt).prod(0), y.gt(1).sum(), y.to(kBool).all());
}

void in_place_alone() {
  const Tensor x = torch::tensor({{0.5, 1.5}, {0.0, -1.0}}),
               y = torch::tensor({{2.0, -1.0}, {3.0, 0.5}});
  SHOW(x.clone().sinc_(), x.clone().deg2rad_(), x.clone().rad2deg_(), x.clone().heaviside_(y));
  SHOW(x.clone().ldexp_(y), x.clone().renorm_(2, 0, 1), torch::zeros({1}).set_(x).is_set_to(x));
  THROWS(x.clone().float_power_(2));
  with({kDouble}, [&] { SHOW(x.to(kDouble).float_power_(2), x.to(kDouble).float_power_(y)); });
}

void aliases() {
  const Tensor x = torch::tensor({{0.5, 1.5}, {2.5, -1.0}}), y = x.t().contiguous();
  SHOW(torch::concat({x, y}), torch::row_stack({x, y}), torch::arctan2(x, y), torch::clip(x, 0, 1),
       x.clone().clip_(0, 1));
  SHOW(torch::moveaxis(x, 0, 1), torch::swapaxes(x, 0, 1), torch::swapdims(x, 0, 1),
       x.clone().swapaxes_(0, 1), x.clone().swapdims_(0, 1));
  SHOW(torch::subtract(x, y, 2), x.multiply(y), x.divide(2), x.true_divide(y), x.greater(y),
       x.less_equal(1), x.not_equal(y), x.negative(), x.absolute());
  SHOW(x.fix(), x.sgn(), x.deg2rad(), x.rad2deg(), x.sinc(), x.signbit(), x.isposinf(),
       x.heaviside(y), x.logaddexp2(y));
  SHOW(x.hsplit(2), x.vsplit(2), torch::dsplit(x.unsqueeze(0), 2), torch::tensor_split(x, {1}, 1),
       torch::nan_to_num(x / 0), x.copysign(y));
  SHOW(x.set_requires_grad(false).requires_grad(), x.tensor_data(), x.is_sparse(),
       x.layout() == torch::kStrided, x.requires_grad());
}

void statistics() {
  const Tensor x = torch::tensor({{0.5, 1.5, -2.0}, {2.5, -1.0, 0.25}}).requires_grad_(),
               y = torch::tensor({0.0, 0.5, 2.0});
  SHOW(x.quantile(0.25), torch::quantile(x, torch::tensor({0.25, 0.5}), 1),
       x.nanquantile(torch::tensor({0.25, 0.5}), 0, true), x.quantile(0.5, 1, true, "nearest"));
  SHOW(x.cov(), x.corrcoef(), torch::cov(x, 0, torch::tensor({1, 2, 3})));
  SHOW(torch::trapezoid(x), torch::trapz(x, y), torch::trapz(x, 0.5, 0), torch::trapezoid(x, 2),
       torch::cumulative_trapezoid(x), torch::cumulative_trapezoid(x, y));
  SHOW(torch::searchsorted(y, x), torch::searchsorted(y, 0.5, true, true), torch::bucketize(x, y),
       torch::bucketize(1, y), torch::isin(x, y), torch::isin(x, 0.5),
       torch::isin(0.5, x, false, true));
  SHOW(x.index_reduce(1, torch::tensor({0, 0, 2}), x.detach(), "prod"),
       x.detach().clone().index_reduce_(0, torch::tensor({1, 1}), x.detach(), "mean", false));
  SHOW(x.nextafter(y), x.detach().clone().nextafter_(y).gt(x), x.isreal(), x.matrix_H(),
       torch::unique_dim_consecutive(x.detach(), 0));
  const Tensor n = torch::tensor({12, -8, 0}), m = torch::tensor({8, 6, 5});
  SHOW(n.gcd(m), n.lcm(m), n.clone().gcd_(m), torch::gcd(n, m), torch::lcm(n, m));
  THROWS(x.nextafter(y).sum().backward());
  THROWS((x * 2).nextafter_(y).sum().backward());
  THROWS(torch::gcd(x, y));
}

void factors() {
  const Tensor a = torch::tensor({{4.0, 1.0, 0.5}, {1.0, 3.0, 0.25}, {0.5, 0.25, 2.0}}, kDouble)
                       .requires_grad_(),
               b = torch::tensor({{1.0, 2.0}, {0.5, -1.0}, {3.0, 0.25}}, kDouble);
  const auto [lu, pivots] = torch::linalg_lu_factor(a);
  SHOW(torch::linalg_inv_ex(a), torch::linalg_cholesky_ex(a), torch::linalg_solve_ex(a, b));
  SHOW(lu, pivots, torch::linalg_lu_solve(lu, pivots, b), b.lu_solve(lu, pivots));
  SHOW(torch::linalg_lu(a), torch::linalg_lu_factor_ex(a));
  SHOW(b.cholesky_solve(a), a.cholesky_inverse(), a.orgqr(torch::tensor({0.5, 0.25}, kDouble)));
  SHOW(torch::linalg_lstsq(a, b, {}, "gelsd"), torch::linalg_cond(a), torch::linalg_cond(a, 1),
       torch::linalg_cond(a, "fro"));
  SHOW(torch::linalg_multi_dot({a, b}), torch::linalg_cross(a, a.flip(0)),
       torch::linalg_vecdot(a, a), torch::linalg_vecdot(a[0], a[1]), torch::linalg_diagonal(a));
  SHOW(torch::linalg_vander(a[0]), torch::vander(b.select(1, 0)));
  THROWS(torch::linalg_lu_factor(torch::zeros({2, 2})));
  THROWS(torch::linalg_lu_factor(a, false));
}

}  // namespace

void composites() {
  each({kFloat, kDouble}, matrices);
  sums();
  aliases();
  in_place_alone();
  statistics();
  with({kDouble}, factors);
}

}  // namespace semantics
