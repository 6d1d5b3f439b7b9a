# The CUDA plugin, a shared library of its own. Included with target pumice defined; built where nvcc is
# found (PUMICE_CUDA=AUTO) or required (ON). Nothing links libcuda: the plugin opens it at run time.
find_program(PUMICE_NVCC nvcc HINTS ENV CUDA_PATH /usr/local/cuda PATH_SUFFIXES bin)
if(NOT PUMICE_NVCC)
  if(PUMICE_CUDA STREQUAL "ON")
    message(FATAL_ERROR "pumice: PUMICE_CUDA=ON, but there is no nvcc")
  endif()
  message(STATUS "pumice: nvcc not found, no CUDA plugin")
  return()
endif()
get_filename_component(cuda_root ${PUMICE_NVCC} REALPATH)
get_filename_component(cuda_root ${cuda_root} DIRECTORY)
get_filename_component(cuda_root ${cuda_root} DIRECTORY)

set(cuda_out ${PROJECT_BINARY_DIR}/generated/cuda)
set(cuda_sources)
foreach(file ${shader_files})
  file(STRINGS ${file} implements REGEX "^// implements:")
  if(NOT implements)
    get_filename_component(name ${file} NAME_WE)
    list(APPEND cuda_sources ${cuda_out}/${name}.cu)
  endif()
endforeach()
add_custom_command(
  OUTPUT ${cuda_out}/kernels.cpp ${cuda_out}/kernels.S ${cuda_sources}
  COMMAND Python3::Interpreter ${shader_tool} cuda --shaders ${shader_dir} --out ${cuda_out}
  DEPENDS ${shader_files} ${shader_parts} ${shader_scripts}
  COMMENT "Writing CUDA modules" VERBATIM)

# PTX for the oldest architecture that CUDA 13 compiles for; drivers translate it for theirs.
set(cuda_modules)
file(GLOB cuda_preludes CONFIGURE_DEPENDS ${shader_dir}/prelude/*.h ${shader_dir}/lib/*.glsl)
foreach(source ${cuda_sources})
  string(REGEX REPLACE "cu$" "ptx" module ${source})
  add_custom_command(
    OUTPUT ${module}
    COMMAND ${PUMICE_NVCC} -std=c++20 -ptx -arch=compute_75 -diag-suppress 177 -I ${shader_dir}
      -o ${module} ${source}
    DEPENDS ${source} ${shader_files} ${shader_parts} ${cuda_preludes}
    COMMENT "nvcc ${module}" VERBATIM)
  list(APPEND cuda_modules ${module})
endforeach()
set_source_files_properties(${cuda_out}/kernels.S PROPERTIES OBJECT_DEPENDS "${cuda_modules}")

file(GLOB cuda_plugin_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.cpp)
add_library(pumice_cuda MODULE ${cuda_plugin_sources} ${cuda_out}/kernels.cpp ${cuda_out}/kernels.S)
target_include_directories(pumice_cuda PRIVATE
  ${CMAKE_CURRENT_SOURCE_DIR} ${PROJECT_BINARY_DIR}/generated)
target_include_directories(pumice_cuda SYSTEM PRIVATE ${cuda_root}/include)
target_link_libraries(pumice_cuda PRIVATE pumice pumice_settings fmt::fmt-header-only ${CMAKE_DL_LIBS})
add_dependencies(pumice_cuda pumice_kernels)
