# Installs the library so that find_package(haven COMPONENTS engine) finds nothing but what the engine needs: each
# component has an export set of its own, and havenConfig.cmake looks for the dependencies of those that are asked for.
include(CMakePackageConfigHelpers)

set(config_dir "${CMAKE_INSTALL_LIBDIR}/cmake/haven")
set(config_build_dir "${CMAKE_CURRENT_BINARY_DIR}/cmake")

set(HAVEN_COMPONENTS "")
foreach(component IN ITEMS engine platform rest)
  get_property(targets GLOBAL PROPERTY HAVEN_COMPONENT_${component})
  if(NOT targets)
    continue()
  endif()
  list(APPEND HAVEN_COMPONENTS ${component})
  install(TARGETS ${targets} EXPORT haven_${component}
    ARCHIVE DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT haven_development
    LIBRARY DESTINATION "${CMAKE_INSTALL_LIBDIR}" COMPONENT haven_development
    FILE_SET HEADERS DESTINATION "${CMAKE_INSTALL_INCLUDEDIR}" COMPONENT haven_development)
  install(EXPORT haven_${component} FILE haven-${component}.cmake NAMESPACE haven:: DESTINATION "${config_dir}"
    COMPONENT haven_development)
endforeach()

configure_package_config_file("${PROJECT_SOURCE_DIR}/cmake/havenConfig.cmake.in" "${config_build_dir}/havenConfig.cmake"
  INSTALL_DESTINATION "${config_dir}" NO_SET_AND_CHECK_MACRO)
# Before 1.0 a minor release may break, so 0.2 does not stand in for 0.1.
write_basic_package_version_file("${config_build_dir}/havenConfigVersion.cmake" COMPATIBILITY SameMinorVersion)
install(FILES
  "${config_build_dir}/havenConfig.cmake" "${config_build_dir}/havenConfigVersion.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/FindSodium.cmake" "${PROJECT_SOURCE_DIR}/cmake/FindLibZip.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/FindUtf8proc.cmake" "${PROJECT_SOURCE_DIR}/cmake/FindZstd.cmake"
  "${PROJECT_SOURCE_DIR}/cmake/FindMariadb.cmake"
  DESTINATION "${config_dir}" COMPONENT haven_development)
install(FILES "${PROJECT_SOURCE_DIR}/LICENSE" DESTINATION "${CMAKE_INSTALL_DATADIR}/doc/haven" COMPONENT haven_development)
