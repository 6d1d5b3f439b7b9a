// What a dense kernel does to its result before it stores it: `spec EPILOGUE: none @UNARY @UNARY_ALL`.
FUNCTION C epilogue(C x)
{
#define UNARY(name, y, dx) if (EPILOGUE == EPILOGUE_##name) return y;
#define UNARY_ALL(name, y, dx) UNARY(name, y, dx)
#include "elementwise.def"
  return x;
}
