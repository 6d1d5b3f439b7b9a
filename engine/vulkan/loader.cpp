// The implementations of volk and VMA. volk's function pointers stay hidden inside the library,
// since a program that links a Vulkan loader has functions of the same names.
#define VOLK_IMPLEMENTATION
#define VMA_IMPLEMENTATION
#include "vulkan/api.h"
