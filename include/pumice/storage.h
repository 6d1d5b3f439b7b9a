// TensorStorage: the memory behind a tensor and its views, libtorch's Storage.
#pragma once

#include <cstddef>
#include <utility>

#include "pumice/device.h"

namespace pumice {

class Storage;  // engine/device/storage.h

namespace detail {
void retain(Storage*) noexcept;
void release(Storage*) noexcept;
}  // namespace detail

/// Address of a storage's first byte.
class DataPtr {
 public:
  DataPtr() = default;
  DataPtr(void* address, Device device) : address_(address), device_(device) {}
  void* get() const { return address_; }
  void* mutable_get() const { return address_; }
  void* operator->() const { return address_; }
  explicit operator bool() const { return address_ != nullptr; }
  Device device() const { return device_; }
  friend bool operator==(const DataPtr& a, std::nullptr_t) { return a.address_ == nullptr; }

 private:
  void* address_ = nullptr;
  Device device_;
};

/// A handle: copies share the same memory, as do tensors that view it.
class TensorStorage {
 public:
  TensorStorage() = default;
  TensorStorage(const TensorStorage& other) : storage_(other.storage_) { detail::retain(storage_); }
  TensorStorage(TensorStorage&& other) noexcept
      : storage_(std::exchange(other.storage_, nullptr)) {}
  TensorStorage& operator=(TensorStorage other) noexcept {
    std::swap(storage_, other.storage_);
    return *this;
  }
  ~TensorStorage() {
    if (storage_) detail::release(storage_);
  }
  explicit operator bool() const { return storage_ != nullptr; }
  size_t nbytes() const;
  Device device() const;
  DeviceType device_type() const { return device().type(); }
  bool is_alias_of(const TensorStorage& other) const { return storage_ == other.storage_; }
  size_t use_count() const;  ///< tensors and handles that share it
  bool unique() const { return use_count() == 1; }
  bool resizable() const;  ///< false for memory of from_blob
  /// Address of the first byte, under the terms of Tensor::data_ptr(); CPU only.
  void* data() const;
  template <class T>
  T* data() const {
    return static_cast<T*>(data());
  }
  void* mutable_data() const { return data(); }
  DataPtr data_ptr() const { return {data(), device()}; }
  DataPtr mutable_data_ptr() const { return data_ptr(); }
  /// Names the storage, as two handles of one agree.
  const Storage* unsafeGetStorageImpl() const noexcept { return storage_; }

 protected:
  Storage* storage_ = nullptr;
};

}  // namespace pumice
