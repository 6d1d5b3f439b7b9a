// LAPACK, opened when it is first needed: Debian's liblapack3 or OpenBLAS, macOS's Accelerate.
#pragma once

namespace pumice::lapack {

/// unsupported error of operator `op` where no LAPACK is found, or the build left it out.
void require(const char* op);

// The routines over float and double; matrices lie column by column, packed. Each returns LAPACK's
// info. Call require() first. Any thread.

/// (m, n) = P L U in place; pivots are rows from 1.
template <class T>
int getrf(int m, int n, T* a, int* pivots);
/// b (n, columns) = A^-1 b from getrf's factors.
template <class T>
int getrs(int n, int columns, const T* lu, const int* pivots, T* b);
/// b (m, n) = A^-1 b, or b A^-1 on the right, for triangular A.
template <class T>
void trsm(bool left, bool upper, bool unit, int m, int n, const T* a, T* b);
/// Cholesky's factor into the triangle that is read.
template <class T>
int potrf(bool upper, int n, T* a);
/// R into the upper triangle, the reflectors below it and in tau (min(m, n)).
template <class T>
int geqrf(int m, int n, T* a, T* tau);
/// The first n columns of Q from k reflectors, in place of them: a is (m, n).
template <class T>
int orgqr(int m, int n, int k, T* a, T* tau);
/// job: 'N' values alone, 'S' reduced, 'A' full; a is destroyed.
template <class T>
int gesdd(char job, int m, int n, T* a, T* s, T* u, T* vt);
/// Eigenvalues, rising, and, where vectors is set, the vectors in place of the symmetric matrix of
/// which one triangle is read.
template <class T>
int syevd(bool vectors, bool upper, int n, T* a, T* w);

}  // namespace pumice::lapack
