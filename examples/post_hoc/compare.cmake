# Fails unless PROGRAM, given DATA, prints exactly what the file EXPECTED holds.
execute_process(COMMAND "${PROGRAM}" "${DATA}" OUTPUT_VARIABLE printed RESULT_VARIABLE status)
file(READ "${EXPECTED}" expected)
if(NOT status EQUAL 0 OR NOT printed STREQUAL expected)
  message(FATAL_ERROR "exit status ${status}; expected:\n${expected}\nprinted:\n${printed}")
endif()
