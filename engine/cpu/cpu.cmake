# The CPU backend. Included with target pumice defined.
file(GLOB cpu_backend_sources CONFIGURE_DEPENDS ${CMAKE_CURRENT_LIST_DIR}/*.cpp)
list(FILTER cpu_backend_sources EXCLUDE REGEX "_block.cpp$")  # in pumice_cpu_*
if(PUMICE_ONEDNN)
  # Not its CMake package, which asks for OpenCL's headers where it was built with OpenCL.
  find_path(PUMICE_DNNL_INCLUDE oneapi/dnnl/dnnl.hpp)
  find_library(PUMICE_DNNL dnnl)
  mark_as_advanced(PUMICE_DNNL_INCLUDE PUMICE_DNNL)
  if(PUMICE_DNNL AND PUMICE_DNNL_INCLUDE)
    target_include_directories(pumice SYSTEM PRIVATE ${PUMICE_DNNL_INCLUDE})
    target_link_libraries(pumice PRIVATE ${PUMICE_DNNL})
    target_compile_definitions(pumice PRIVATE PUMICE_USE_ONEDNN)
    find_package(OpenMP QUIET COMPONENTS CXX)  # whose threads oneDNN takes
    if(OpenMP_CXX_FOUND)
      target_link_libraries(pumice PRIVATE OpenMP::OpenMP_CXX)
      target_compile_definitions(pumice PRIVATE PUMICE_USE_OPENMP)
    endif()
  else()
    message(STATUS "pumice: oneDNN not found, dense CPU kernels are pumice's own")
  endif()
endif()
target_sources(pumice PRIVATE ${cpu_backend_sources})
