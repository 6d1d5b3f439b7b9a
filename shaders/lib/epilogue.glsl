// What a dense kernel does to its result before it stores it as element i: adds a residual, applies an
// activation. `spec RESIDUAL: none add`, `spec EPILOGUE: none @UNARY @UNARY_ALL`.
FUNCTION C epilogue(C x, uint i)
{
  if (RESIDUAL == RESIDUAL_add) x += LOAD(residual, i);
#define UNARY(name, y, dx) if (EPILOGUE == EPILOGUE_##name) return y;
#define UNARY_ALL(name, y, dx) UNARY(name, y, dx)
#include "elementwise.def"
  return x;
}
