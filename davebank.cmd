@echo off
rem The launcher for Windows: builds the jar when there is none, and runs a command.
rem Untested. A process cannot be paused on Windows; everything else is meant to work.
setlocal
set "HOME_DIR=%~dp0"
set "JAR=%HOME_DIR%target\davebank.jar"
if "%JAVA_HOME%"=="" (set "JAVA=java") else (set "JAVA=%JAVA_HOME%\bin\java.exe")
"%JAVA%" --list-modules 2>nul | findstr /r /c:"^java\.base@2[5-9]" /c:"^java\.base@[3-9][0-9]" >nul
if errorlevel 1 (
    echo DaveBank needs a JDK 25 or newer: install one, for example Temurin from https://adoptium.net, or set JAVA_HOME to it. 1>&2
    exit /b 1
)
if "%~1"=="test" (
    call "%HOME_DIR%mvnw.cmd" -B -ntp -f "%HOME_DIR%pom.xml" -Dskip.e2e=false spotless:check verify
    exit /b
)
if not exist "%JAR%" (
    echo First build: downloads Maven and libraries from Maven Central once; that takes 2 to 5 minutes. 1>&2
    call "%HOME_DIR%mvnw.cmd" -B -f "%HOME_DIR%pom.xml" -Dmaven.test.skip=true package || exit /b 1
)
set "DAVEBANK_HOME=%HOME_DIR:~0,-1%"
"%JAVA%" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -jar "%JAR%" %*
exit /b %ERRORLEVEL%
