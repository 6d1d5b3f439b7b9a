# The Vulkan backend: loaded at run time, so nothing links to a Vulkan loader.
find_path(VOLK_INCLUDE volk.h PATH_SUFFIXES volk)
find_path(VULKAN_INCLUDE vulkan/vulkan_core.h)
find_path(VMA_INCLUDE vk_mem_alloc.h PATHS ${PUMICE_TOOLCHAIN}/include PATH_SUFFIXES vma)
find_package(ZLIB)  # packs the compiled shaders
if(NOT VOLK_INCLUDE OR NOT VULKAN_INCLUDE OR NOT VMA_INCLUDE OR NOT ZLIB_FOUND)
  message(STATUS "pumice: building without Vulkan: volk.h, vulkan_core.h, vk_mem_alloc.h or zlib is missing")
  set(PUMICE_VULKAN OFF CACHE BOOL "Build the Vulkan backend" FORCE)
  return()
endif()

file(GLOB vulkan_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.cpp)
target_sources(pumice PRIVATE ${vulkan_sources})
target_include_directories(pumice SYSTEM PRIVATE ${VOLK_INCLUDE} ${VULKAN_INCLUDE} ${VMA_INCLUDE})
target_compile_definitions(pumice PRIVATE PUMICE_HAS_VULKAN=1)
target_link_libraries(pumice PRIVATE ZLIB::ZLIB)
# Headers of others, compiled once; their warnings are not ours.
set_source_files_properties(${CMAKE_CURRENT_LIST_DIR}/loader.cpp PROPERTIES COMPILE_OPTIONS
  "-w;-fvisibility=hidden")

# Fused kernels are compiled at run time where shaderc is there. Some distributions' shared library
# (Debian 12's) misses symbols of glslang, so linking decides; the static archives are the second try.
find_path(SHADERC_INCLUDE shaderc/shaderc.h)
include(CheckCXXSourceCompiles)
set(shaderc_program "#include <shaderc/shaderc.h>
int main() { shaderc_compiler_release(shaderc_compiler_initialize()); }")
set(shaderc_archives shaderc_combined glslang SPIRV MachineIndependent OSDependent GenericCodeGen
  OGLCompiler SPIRV-Tools-opt SPIRV-Tools)
set(CMAKE_REQUIRED_INCLUDES ${SHADERC_INCLUDE})
foreach(form shaderc_shared shaderc_static)
  set(CMAKE_REQUIRED_LIBRARIES shaderc)
  if(form STREQUAL "shaderc_static")
    list(TRANSFORM shaderc_archives PREPEND "-l" OUTPUT_VARIABLE CMAKE_REQUIRED_LIBRARIES)
    list(APPEND CMAKE_REQUIRED_LIBRARIES Threads::Threads)
  endif()
  if(SHADERC_INCLUDE AND NOT PUMICE_SHADERC_LIBRARIES)
    check_cxx_source_compiles("${shaderc_program}" links_${form})
    if(links_${form})
      set(PUMICE_SHADERC_LIBRARIES ${CMAKE_REQUIRED_LIBRARIES} CACHE INTERNAL "")
    endif()
  endif()
endforeach()
unset(CMAKE_REQUIRED_INCLUDES)
unset(CMAKE_REQUIRED_LIBRARIES)
if(PUMICE_SHADERC_LIBRARIES)
  add_library(pumice_shaderc MODULE ${CMAKE_CURRENT_LIST_DIR}/compiler/compiler.cpp)
  target_include_directories(pumice_shaderc PRIVATE ${CMAKE_CURRENT_SOURCE_DIR})
  target_include_directories(pumice_shaderc SYSTEM PRIVATE ${SHADERC_INCLUDE})
  # What comes from archives stays inside.
  target_link_options(pumice_shaderc PRIVATE -Wl,--exclude-libs,ALL)
  target_link_libraries(pumice_shaderc PRIVATE pumice_settings ${PUMICE_SHADERC_LIBRARIES})
else()
  message(STATUS "pumice: shaderc not found, elementwise chains are not fused on Vulkan")
endif()
