@rem Finds a JDK that can build and run DaveBank and sets JAVA_HOME. Made to be called: by davebank.cmd
@rem and by mvnw.cmd. Says in one sentence what to install when nothing fits, and returns 1. Untested.
@rem
@rem The order is that of jdk.sh: JAVA_HOME, the java on the PATH, then the usual places, the lowest
@rem fitting version in them, because that is the version the project is tested with.
@echo off
set "DAVEBANK_JDK="
set "DAVEBANK_JDK_RELEASE="
if not defined JAVA_HOME goto on_the_path
rem Some installers write the folder with quotes around it.
set "DAVEBANK_JDK_GIVEN=%JAVA_HOME:"=%"
call :consider "%DAVEBANK_JDK_GIVEN%"
if defined DAVEBANK_JDK goto found

:on_the_path
for /f "delims=" %%J in ('where java.exe 2^>nul') do if not defined DAVEBANK_JDK call :consider "%%~dpJ.."
if defined DAVEBANK_JDK goto found

for /d %%D in (
    "%ProgramFiles%\Java\*"
    "%ProgramFiles%\Eclipse Adoptium\*"
    "%ProgramFiles%\Microsoft\jdk*"
    "%ProgramFiles%\Amazon Corretto\*"
    "%ProgramFiles%\BellSoft\*"
    "%ProgramFiles%\Zulu\*"
    "%LOCALAPPDATA%\Programs\Eclipse Adoptium\*"
    "%USERPROFILE%\.jdks\*"
) do call :consider "%%~D"
for /d %%D in ("%USERPROFILE%\scoop\apps\*jdk*") do call :consider "%%~D\current"
if defined DAVEBANK_JDK goto found

>&2 echo DaveBank needs a JDK 25 or newer: install one (for example Temurin from https://adoptium.net) or set JAVA_HOME to it.
exit /b 1

:found
set "JAVA_HOME=%DAVEBANK_JDK%"
exit /b 0

rem Takes the folder when it holds a JDK (a javac, not only a java) that is new enough, and older than
rem the one that was found before. The file "release" is read rather than java started: that costs
rem nothing.
:consider
if not exist "%~f1\bin\java.exe" exit /b 0
if not exist "%~f1\bin\javac.exe" exit /b 0
if not exist "%~f1\release" exit /b 0
set "DAVEBANK_JDK_THIS="
for /f "usebackq tokens=1,2 delims==" %%K in ("%~f1\release") do if "%%K"=="JAVA_VERSION" call :major "%%~L"
if not defined DAVEBANK_JDK_THIS exit /b 0
if %DAVEBANK_JDK_THIS% LSS 25 exit /b 0
if not defined DAVEBANK_JDK goto take
if %DAVEBANK_JDK_THIS% GEQ %DAVEBANK_JDK_RELEASE% exit /b 0

:take
set "DAVEBANK_JDK=%~f1"
set "DAVEBANK_JDK_RELEASE=%DAVEBANK_JDK_THIS%"
exit /b 0

rem "25.0.1" or "25-ea" has the number 25. What is no number stays unset.
:major
for /f "delims=.-+ " %%M in ("%~1") do set /a "DAVEBANK_JDK_THIS=%%M" 2>nul
exit /b 0
