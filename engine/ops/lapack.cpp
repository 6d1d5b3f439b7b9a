// Opens LAPACK at run time and calls it by its Fortran symbols.
#include "ops/lapack.h"

#if defined(PUMICE_USE_LAPACK) && !defined(_WIN32)
#include <dlfcn.h>
#define PUMICE_OPEN_LAPACK 1
#endif

#include <algorithm>
#include <cstdlib>
#include <string>
#include <type_traits>
#include <vector>

#include "base/error.h"

namespace pumice::lapack {
namespace {

// Fortran passes everything by address, and the lengths of strings behind the other arguments.
using Int = const int*;
using Char = const char*;
template <class T>
struct Routines {
  void (*getrf)(Int m, Int n, T* a, Int lda, int* pivots, int* info);
  void (*getrs)(Char trans, Int n, Int nrhs, const T* a, Int lda, Int pivots, T* b, Int ldb,
                int* info, size_t);
  void (*trsm)(Char side, Char uplo, Char trans, Char diag, Int m, Int n, const T* alpha,
               const T* a, Int lda, T* b, Int ldb, size_t, size_t, size_t, size_t);
  void (*potrf)(Char uplo, Int n, T* a, Int lda, int* info, size_t);
  void (*geqrf)(Int m, Int n, T* a, Int lda, T* tau, T* work, Int lwork, int* info);
  void (*orgqr)(Int m, Int n, Int k, T* a, Int lda, const T* tau, T* work, Int lwork, int* info);
  void (*gesdd)(Char job, Int m, Int n, T* a, Int lda, T* s, T* u, Int ldu, T* vt, Int ldvt,
                T* work, Int lwork, int* iwork, int* info, size_t);
  void (*syevd)(Char job, Char uplo, Int n, T* a, Int lda, T* w, T* work, Int lwork, int* iwork,
                Int liwork, int* info, size_t, size_t);
};

/// The library with its routines; nothing where there is none.
struct Library {
  bool there = false;
  Routines<float> singles{};
  Routines<double> doubles{};

#ifdef PUMICE_OPEN_LAPACK
  Library() {
    for (const char* name :
         {std::getenv("PUMICE_LAPACK"), const_cast<char*>("liblapack.so.3"),
          const_cast<char*>("libopenblas.so.0"),
          const_cast<char*>("/System/Library/Frameworks/Accelerate.framework/Accelerate")}) {
      void* library = name ? dlopen(name, RTLD_NOW | RTLD_LOCAL) : nullptr;
      if (!library) continue;
      there = find(library, singles, 's') && find(library, doubles, 'd');
      if (there) return;  // stays open until the process ends
      dlclose(library);
    }
  }

 private:
  template <class T>
  static bool find(void* library, Routines<T>& r, char prefix) {
    const auto symbol = [&](const char* name, auto& function) {
      const std::string full = prefix + std::string(name) + "_";
      function = reinterpret_cast<std::remove_reference_t<decltype(function)>>(
          dlsym(library, full.c_str()));
      return function != nullptr;
    };
    return symbol("getrf", r.getrf) && symbol("getrs", r.getrs) && symbol("trsm", r.trsm) &&
           symbol("potrf", r.potrf) && symbol("geqrf", r.geqrf) && symbol("orgqr", r.orgqr) &&
           symbol("gesdd", r.gesdd) && symbol("syevd", r.syevd);
  }
#endif
};

const Library& library() {
  static const Library one;
  return one;
}

template <class T>
const Routines<T>& routines() {
  if constexpr (std::is_same_v<T, float>)
    return library().singles;
  else
    return library().doubles;
}

/// A leading dimension, which is never 0.
int lead(int rows) { return std::max(rows, 1); }

/// Calls f(work, length, info) for the length it wants, then with that much room.
template <class T, class F>
int with_work(F&& f) {
  T best{};
  int info = 0, length = -1;
  f(&best, &length, &info);
  if (info != 0) return info;
  length = std::max(static_cast<int>(best), 1);
  std::vector<T> work(static_cast<size_t>(length));
  f(work.data(), &length, &info);
  return info;
}

}  // namespace

void require(const char* op) {
  check(library().there, ErrorKind::unsupported,
        "{}: needs LAPACK, which was not found: install it (Debian: libopenblas0 or liblapack3), "
        "or name its library in PUMICE_LAPACK, and build with PUMICE_LAPACK=ON",
        op);
}

template <class T>
int getrf(int m, int n, T* a, int* pivots) {
  int info = 0;
  const int lda = lead(m);
  routines<T>().getrf(&m, &n, a, &lda, pivots, &info);
  return info;
}

template <class T>
int getrs(int n, int columns, const T* lu, const int* pivots, T* b) {
  int info = 0;
  const int ld = lead(n);
  routines<T>().getrs("N", &n, &columns, lu, &ld, pivots, b, &ld, &info, 1);
  return info;
}

template <class T>
void trsm(bool left, bool upper, bool unit, int m, int n, const T* a, T* b) {
  const T one = 1;
  const int lda = lead(left ? m : n), ldb = lead(m);
  routines<T>().trsm(left ? "L" : "R", upper ? "U" : "L", "N", unit ? "U" : "N", &m, &n, &one, a,
                     &lda, b, &ldb, 1, 1, 1, 1);
}

template <class T>
int potrf(bool upper, int n, T* a) {
  int info = 0;
  const int lda = lead(n);
  routines<T>().potrf(upper ? "U" : "L", &n, a, &lda, &info, 1);
  return info;
}

template <class T>
int geqrf(int m, int n, T* a, T* tau) {
  const int lda = lead(m);
  return with_work<T>([&](T* work, int* length, int* info) {
    routines<T>().geqrf(&m, &n, a, &lda, tau, work, length, info);
  });
}

template <class T>
int orgqr(int m, int n, int k, T* a, T* tau) {
  const int lda = lead(m);
  return with_work<T>([&](T* work, int* length, int* info) {
    routines<T>().orgqr(&m, &n, &k, a, &lda, tau, work, length, info);
  });
}

template <class T>
int gesdd(char job, int m, int n, T* a, T* s, T* u, T* vt) {
  const int k = std::min(m, n), lda = lead(m), ldvt = lead(job == 'A' ? n : k);
  std::vector<int> iwork(static_cast<size_t>(8 * std::max(k, 1)));
  return with_work<T>([&](T* work, int* length, int* info) {
    routines<T>().gesdd(&job, &m, &n, a, &lda, s, u, &lda, vt, &ldvt, work, length, iwork.data(),
                        info, 1);
  });
}

template <class T>
int syevd(bool vectors, bool upper, int n, T* a, T* w) {
  const int lda = lead(n), iwork_length = 3 + 5 * n;
  std::vector<int> iwork(static_cast<size_t>(iwork_length));
  return with_work<T>([&](T* work, int* length, int* info) {
    const int wanted = *length == -1 ? -1 : iwork_length;
    routines<T>().syevd(vectors ? "V" : "N", upper ? "U" : "L", &n, a, &lda, w, work, length,
                        iwork.data(), &wanted, info, 1, 1);
  });
}

#define PUMICE_LAPACK_OF(T)                                     \
  template int getrf(int, int, T*, int*);                       \
  template int getrs(int, int, const T*, const int*, T*);       \
  template void trsm(bool, bool, bool, int, int, const T*, T*); \
  template int potrf(bool, int, T*);                            \
  template int geqrf(int, int, T*, T*);                         \
  template int orgqr(int, int, int, T*, T*);                    \
  template int gesdd(char, int, int, T*, T*, T*, T*);           \
  template int syevd(bool, bool, int, T*, T*);
PUMICE_LAPACK_OF(float)
PUMICE_LAPACK_OF(double)

}  // namespace pumice::lapack
