@echo off
rem Starts the examples program. JAVA_HOME chooses the Java; REGULARIZERS_OPTS replaces the memory settings.
setlocal
set "home=%~dp0.."
set "java=java"
if defined JAVA_HOME set "java=%JAVA_HOME%\bin\java"
if not defined REGULARIZERS_OPTS set "REGULARIZERS_OPTS=-Xmx2g -Dorg.bytedeco.javacpp.maxbytes=8g -Dorg.bytedeco.javacpp.maxphysicalbytes=12g"
if not defined OMP_WAIT_POLICY set "OMP_WAIT_POLICY=PASSIVE"
if not defined OPENBLAS_THREAD_TIMEOUT set "OPENBLAS_THREAD_TIMEOUT=4"
"%java%" %REGULARIZERS_OPTS% -Dfile.encoding=UTF-8 -cp "%home%\lib\*" io.github.dl4jregularizers.examples.Main %*
exit /b %ERRORLEVEL%
