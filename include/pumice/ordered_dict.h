// OrderedDict: values by key, iterated in the order of insertion (torch::OrderedDict).
#pragma once

#include <initializer_list>
#include <string>
#include <unordered_map>
#include <utility>
#include <vector>

#include "pumice/error.h"

namespace pumice {

template <class Key, class Value>
class OrderedDict {
 public:
  class Item {
   public:
    Item(Key key, Value value) : pair_(std::move(key), std::move(value)) {}
    const Key& key() const noexcept { return pair_.first; }
    Value& value() noexcept { return pair_.second; }
    const Value& value() const noexcept { return pair_.second; }
    Value& operator*() { return value(); }
    const Value& operator*() const { return value(); }
    Value* operator->() { return &value(); }
    const Value* operator->() const { return &value(); }
    const std::pair<Key, Value>& pair() const noexcept { return pair_; }

   private:
    std::pair<Key, Value> pair_;
  };
  using Iterator = typename std::vector<Item>::iterator;
  using ConstIterator = typename std::vector<Item>::const_iterator;

  /// `what` is the word that errors use for a key.
  explicit OrderedDict(std::string what = "Key") : what_(std::move(what)) {}
  OrderedDict(std::initializer_list<Item> items) : OrderedDict() {
    for (const Item& item : items) insert(item.key(), item.value());
  }

  /// value error when the key is there already.
  Value& insert(Key key, Value value) {
    if (contains(key))
      throw Error(ErrorKind::value, what_ + " '" + std::string(key) + "' already defined");
    index_.emplace(key, items_.size());
    items_.emplace_back(std::move(key), std::move(value));
    return items_.back().value();
  }
  void update(const OrderedDict& other) {
    for (const Item& item : other) insert(item.key(), item.value());
  }
  void erase(const Key& key) {
    const size_t at = position(key);
    items_.erase(items_.begin() + static_cast<ptrdiff_t>(at));
    index_.clear();
    for (size_t i = 0; i < items_.size(); ++i) index_.emplace(items_[i].key(), i);
  }
  void clear() {
    items_.clear();
    index_.clear();
  }
  void reserve(size_t n) {
    items_.reserve(n);
    index_.reserve(n);
  }

  bool contains(const Key& key) const noexcept { return index_.count(key) != 0; }
  /// Null when there is no such key.
  Value* find(const Key& key) noexcept {
    const auto at = index_.find(key);
    return at == index_.end() ? nullptr : &items_[at->second].value();
  }
  const Value* find(const Key& key) const noexcept {
    return const_cast<OrderedDict*>(this)->find(key);
  }
  /// index error when there is no such key.
  Value& operator[](const Key& key) { return items_[position(key)].value(); }
  const Value& operator[](const Key& key) const { return items_[position(key)].value(); }
  /// Error where there is no such place.
  Item& operator[](size_t at) { return items_[checked(at)]; }
  const Item& operator[](size_t at) const { return items_[checked(at)]; }

  Iterator begin() { return items_.begin(); }
  Iterator end() { return items_.end(); }
  ConstIterator begin() const { return items_.begin(); }
  ConstIterator end() const { return items_.end(); }
  Item& front() { return end_of("front").front(); }
  Item& back() { return end_of("back").back(); }
  const Item& front() const { return const_cast<OrderedDict*>(this)->front(); }
  const Item& back() const { return const_cast<OrderedDict*>(this)->back(); }
  size_t size() const noexcept { return items_.size(); }
  bool is_empty() const noexcept { return items_.empty(); }
  const std::vector<Item>& items() const noexcept { return items_; }
  std::vector<Key> keys() const {
    std::vector<Key> all;
    for (const Item& item : items_) all.push_back(item.key());
    return all;
  }
  std::vector<Value> values() const {
    std::vector<Value> all;
    for (const Item& item : items_) all.push_back(item.value());
    return all;
  }
  std::vector<std::pair<Key, Value>> pairs() const {
    std::vector<std::pair<Key, Value>> all;
    for (const Item& item : items_) all.push_back(item.pair());
    return all;
  }

 private:
  size_t position(const Key& key) const {
    const auto at = index_.find(key);
    if (at == index_.end())
      throw Error(ErrorKind::index, what_ + " '" + std::string(key) + "' is not defined");
    return at->second;
  }
  size_t checked(size_t at) const {
    if (at >= items_.size())
      throw Error(ErrorKind::index, "Index " + std::to_string(at) + " is out of bounds");
    return at;
  }
  std::vector<Item>& end_of(const char* function) {
    if (items_.empty())
      throw Error(ErrorKind::index,
                  std::string("Called ") + function + "() on an empty OrderedDict");
    return items_;
  }
  std::unordered_map<Key, size_t> index_;
  std::vector<Item> items_;
  std::string what_;
};

}  // namespace pumice
