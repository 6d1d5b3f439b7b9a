// Views of every kind, of tensors that lie in memory in every way: their sizes, strides and
// offsets.
#include "show.h"

namespace semantics {
namespace {

void shapes(const Tensor& x) {
  SHOW(x.view({3, -1}), x.view({-1}).sizes(), x.view({1, 2, 3, 4}).strides(),
       x.view_as(torch::ones({4, 6})).strides());
  SHOW(x.flatten().strides(), x.flatten(0, 1).strides(), x.flatten(1),
       x.unflatten(2, {2, 2}).strides(), x.ravel().sizes());
  THROWS(x.view({5, -1}));
  THROWS(x.view({-1, -1}));
  THROWS(x.unflatten(1, {2, 2}));
  THROWS(x.flatten(1, 0));
}

void kinds(const Tensor& x) {
  SHOW(x, x.dim(), x.ndimension(), x.size(0), x.size(-1), x.stride(0), x.stride(-1), x.numel(),
       x.storage_offset());
  SHOW(x.reshape({-1}), x.reshape({-1, 2}).sizes(), x.reshape_as(x.flatten()).sizes(),
       x.is_contiguous());
  SHOW(x.transpose(0, 1), x.transpose(-1, 0), x.swapaxes(0, 1).strides(),
       x.swapdims(0, 1).strides(), x.mT().strides());
  SHOW(x.movedim(0, -1), x.moveaxis(0, 1).strides(), x.movedim({0, 1}, {1, 0}).strides());
  SHOW(x.narrow(0, 0, 1), x.narrow(1, 1, 1), x.narrow(-1, 0, 0).sizes(), x.select(0, -1),
       x.select(1, 0), x[0], x[-1][0]);
  SHOW(x.slice(0, 0, 1), x.slice(1, -2, 100), x.slice(1, torch::nullopt, torch::nullopt, 2),
       x.slice(1, 2, 1).sizes());
  SHOW(x.unsqueeze(0), x.unsqueeze(-1).strides(), x.unsqueeze(1).strides(),
       x.unsqueeze(1).squeeze(1), x.squeeze(), x.squeeze(0));
  SHOW(x.split(1), x.split(2, 1), x.split_with_sizes({1, 1}, 0), x.chunk(2, -1), x.unbind(1),
       x.tensor_split(2, 1), x.tensor_split({1}, 0));
  SHOW(x.hsplit({1}), x.vsplit(2), torch::vsplit(x, {1}));
  SHOW(x.diagonal(), x.diagonal(1), x.diagonal(-1, 1, 0), x.unfold(1, 2, 1),
       x.unfold(0, 1, 1).strides());
  SHOW(x.expand_as(torch::ones({2, 1}) * x).strides(), x.unsqueeze(0).expand({3, -1, -1}).strides(),
       x.expand({2, 2, -1}).strides());
  SHOW(x.broadcast_to({4, x.size(0), x.size(1)}).strides(), x.as_strided({2, 2}, {1, 0}),
       x.as_strided({2}, {1}, 1));
  SHOW(x.detach(), x.data(), x.variable_data(), x.alias(), x.is_view(),
       x.view({x.size(0), 1, -1}).strides());
  SHOW(x.expand({2, -1, -1})[1].strides(), x.sum_to_size({1, x.size(1)}),
       x.expand({2, -1, -1}).sum_to_size({x.size(0), 1}));
  SHOW(x.exp().strides(), (x + x).strides(), x.sum(0).strides(), x.cumsum(0).strides(),
       x.clamp(0, 1).strides(), (x > 1).strides());
}

void threedimensional(const Tensor& x) {
  SHOW(x.permute({2, 0, 1}), x.permute({-1, 0, 1}).strides(), x.numpy_T().strides(),
       x.movedim({0, 2}, {1, 0}).strides());
  SHOW(x.diagonal(0, 1, 2), x.diagonal(1, 0, -1).strides(), x.dsplit(2), x.hsplit(1).size(),
       x.index_select(1, places({0})).strides());
  SHOW(x.squeeze(1).strides(), x.transpose(0, 2).flatten(1, 2),
       x.slice(2, 1, 4, 2).unfold(2, 2, 1).strides());
}

void wrong() {
  const Tensor x = counted({2, 3}), none = torch::tensor(3.0);
  SHOW(none.view({1, 1}), none.reshape({-1}), none.flatten(), none.unsqueeze(0),
       none.expand({2, 2}), none.squeeze(), none.t(), none.squeeze(0));
  SHOW(counted({3}).t(), x.t(), counted({0, 3}).t().strides(), counted({0, 3}).view({3, 0}),
       counted({0, 3}).split(1).size());
  THROWS(x.t().view({-1}));
  THROWS(x.permute({0}));
  THROWS(x.permute({0, 0}));
  THROWS(x.transpose(0, 2));
  THROWS(x.expand({3}));
  THROWS(x.expand({4, 3}));
  THROWS(x.narrow(0, 1, 2));
  THROWS(x.narrow(1, -4, 1));
  THROWS(x.select(0, 2));
  THROWS(x.slice(0, 0, 2, 0));
  THROWS(x.unsqueeze(4));
  THROWS(x.squeeze(2));
  THROWS(x.split({1, 2}, 0));
  THROWS(x.chunk(0));
  THROWS(none.unbind());
  THROWS(x.diagonal(0, 0, 0));
  THROWS(x.unfold(0, 3, 1));
  THROWS(x.as_strided({2}, {-1}));
  THROWS(x.as_strided({100}, {1}));
  THROWS(x.reshape({-1, 4}));
  THROWS(counted({2, 2, 2}).t());
  THROWS(none[0]);
}

// Bytes as another dtype.
void bits() {
  with({kInt, kFloat, kShort, kByte}, [] {
    const Tensor x = torch::tensor({1.0F, -2.0F});
    SHOW(x.view(kInt), x.view(kShort), x.view(kByte), x.view(kInt).view(kFloat),
         x.view({1, 2}).view(kByte).sizes());
    SHOW(counted({2, 2}).t().view(kInt).strides(),
         counted({2, 4})[1].view(kShort).storage_offset());
    THROWS(torch::ones({3}, kShort).view(kFloat));
  });
}

// What a write through a view does, to its base and to other views.
void writes_through() {
  const Tensor x = counted({3, 4}), columns = x.t(), row = x[1], part = x.slice(1, 1, 4, 2),
               flat = x.view({-1});
  row.mul_(10);
  SHOW(x, columns, part, flat);
  part.fill_(-1);
  SHOW(x, row, columns);
  columns.add_(torch::ones({3}));
  SHOW(x, flat);
  x.diagonal().zero_();
  x.unfold(1, 2, 2).select(2, 0).add_(100);
  x.as_strided({2}, {5}, 1).copy_(torch::tensor({7, 8}));
  SHOW(x, flat, part);
  x.split(2, 1)[1].exp_().log_();
  x.unbind(0)[2].neg_();
  x.chunk(2)[1].clamp_(0, 5);
  SHOW(x, flat.narrow(0, 4, 3), x.unsqueeze(0).squeeze(), x.is_alias_of(part),
       x.is_set_to(x.view({3, 4})), x.is_set_to(row));
  SHOW(row.is_view(), row._base().is_same(x), part._base().is_same(x),
       row.view({2, 2})._base().is_same(x), x.is_view());
  x.detach().select(0, 0).fill_(3);
  x.data().select(1, 3).fill_(4);
  SHOW(x, x.is_same_size(columns), x.is_same_size(x + 1));
}

}  // namespace

void views() {
  shapes(counted({2, 3, 4}));
  kinds(counted({2, 3}));
  kinds(counted({3, 2}).t());
  kinds(counted({1, 3}).expand({2, 3}));
  kinds(counted({4, 5}).slice(0, 1, 3).slice(1, 0, 5, 2));
  kinds(counted({6}).as_strided({2, 3}, {2, 1}, 1));
  kinds(counted({2, 3}, kLong));
  threedimensional(counted({2, 3, 4}));
  threedimensional(counted({4, 3, 2}).permute({2, 1, 0}));
  wrong();
  bits();
  writes_through();
}

}  // namespace semantics
