@echo off
rem The launcher for Windows: finds a JDK, builds what is missing or out of date, and runs a command.
rem Untested, see README.md.
rem
rem   davebank up            a whole local network, and the address of its console
rem   davebank test          format, unit, simulation and end-to-end tests
rem   davebank --help        everything else
rem
rem Environment: DAVEBANK_NO_BUILD=1 runs what is built and never starts a build.
rem
rem Variables that were set just before are not used inside of parentheses: there they would have the
rem values from before the block. A redirection stands before its command: a digit that comes before
rem the arrow would be taken for the number of a stream.
setlocal EnableExtensions DisableDelayedExpansion
set "DAVEBANK_HOME=%~dp0"
set "DAVEBANK_HOME=%DAVEBANK_HOME:~0,-1%"
set "TARGET=%DAVEBANK_HOME%\target"
set "JAR=%TARGET%\davebank.jar"
rem Touched at the start of each build that then succeeded: newer sources are not built yet.
set "BUILT=%TARGET%\davebank.built"
set "STAMP=%TARGET%\.building"

call "%DAVEBANK_HOME%\.mvn\jdk.cmd"
if errorlevel 1 exit /b 1
set "JAVA=%JAVA_HOME%\bin\java.exe"

if "%~1"=="test" goto test

if defined DAVEBANK_NO_BUILD if exist "%JAR%" goto run
call :is_built
if not errorlevel 1 goto run
if not defined DAVEBANK_NO_BUILD goto build
>&2 echo davebank: nothing is built yet and DAVEBANK_NO_BUILD forbids a build
exit /b 1

:build
if exist "%JAR%" (
    >&2 echo The sources are newer than the build: building ^(about half a minute^).
) else (
    >&2 echo First build: downloads Maven and about 250 MB of libraries from Maven Central once; that takes 2 to 5 minutes.
)
if not exist "%TARGET%" mkdir "%TARGET%"
type nul >"%STAMP%"
rem Tests and the format are the business of "davebank test"; running must not wait for them. What
rem Maven says goes to the screen, because a batch file cannot follow a log.
call "%DAVEBANK_HOME%\mvnw.cmd" -B -f "%DAVEBANK_HOME%\pom.xml" -Dmaven.test.skip=true package 1>&2
if errorlevel 1 goto build_failed
move /y "%STAMP%" "%BUILT%" >nul
>&2 echo Built.
goto run

:build_failed
>&2 echo davebank: the build failed, see above
exit /b 1

rem Unpacked into a folder named by its content, so that a network that runs keeps its own copy:
rem Windows does not let a build replace a file that a process has open.
:run
set "SUM="
for /f "skip=1 delims=" %%H in ('certutil -hashfile "%JAR%" MD5') do if not defined SUM set "SUM=%%H"
if not defined SUM goto run_jar
rem Older versions of certutil write the bytes with spaces between them.
set "SUM=%SUM: =%"
set "APP=%TARGET%\app\%SUM%"
if exist "%APP%\davebank.jar" goto run_app
set "FRESH=%TARGET%\app\.%SUM%-%RANDOM%"
"%JAVA%" -Djarmode=tools -jar "%JAR%" extract --destination "%FRESH%" >nul
if errorlevel 1 goto run_jar
move "%FRESH%" "%APP%" >nul
if not exist "%APP%\davebank.jar" goto run_jar

:run_app
set "JAR=%APP%\davebank.jar"

rem Nodes are bounded as those that an agent starts are (host.Launch). A command is over soon, but for
rem those that compute for minutes.
:run_jar
set "OPTIONS=%DAVEBANK_HOME%\src\main\resources\org\davebank\host"
if "%~1"=="server" "%JAVA%" "@%OPTIONS%\server.options" -jar "%JAR%" %* & goto ended
if "%~1"=="client" "%JAVA%" "@%OPTIONS%\worker.options" -jar "%JAR%" %* & goto ended
if "%~1"=="simulate" "%JAVA%" -XX:+UseSerialGC -Xmn1g -Xlog:disable -Xlog:all=error:stderr -jar "%JAR%" %* & goto ended
if "%~1"=="bench" "%JAVA%" -XX:+UseSerialGC -Xlog:disable -Xlog:all=error:stderr -jar "%JAR%" %* & goto ended
"%JAVA%" -XX:+UseSerialGC -XX:TieredStopAtLevel=1 -Xlog:disable -Xlog:all=error:stderr -jar "%JAR%" %*
:ended
exit /b %ERRORLEVEL%

rem Returns 0 when there is a build and no source is newer. The paths go by the environment, so that
rem no character in them means anything to PowerShell; an inherited module path would be that of
rem another PowerShell.
:is_built
if not exist "%JAR%" exit /b 1
if not exist "%BUILT%" exit /b 1
setlocal
set "PSModulePath="
powershell -NoProfile -NonInteractive -Command "$built = (Get-Item -LiteralPath $env:BUILT).LastWriteTimeUtc; foreach ($part in 'src\main', 'frontend', 'pom.xml') { $path = Join-Path $env:DAVEBANK_HOME $part; foreach ($file in Get-ChildItem -LiteralPath $path -Recurse -File) { if ($file.LastWriteTimeUtc -gt $built) { exit 1 } } }; exit 0"
exit /b %ERRORLEVEL%

:test
set "PART="
set "FILTER="
set "HEADED=false"

:test_word
shift
if "%~1"=="" goto test_part
if "%~1"=="unit" goto test_take_part
if "%~1"=="simulation" goto test_take_part
if "%~1"=="e2e" goto test_take_part
if "%~1"=="--headed" goto test_headed
if "%~1"=="--filter" goto test_filter
if "%~1"=="-h" goto test_help
if "%~1"=="--help" goto test_help
>&2 echo davebank: test does not know "%~1"
call :test_usage >&2
exit /b 2

:test_take_part
set "PART=%~1"
goto test_word

:test_headed
set "HEADED=true"
goto test_word

rem An equals sign between the two is a space to a batch file.
:test_filter
shift
if "%~1"=="" goto test_no_filter
set "FILTER=%~1"
goto test_word

:test_no_filter
>&2 echo davebank: --filter needs a name
exit /b 2

:test_help
call :test_usage
exit /b 0

:test_usage
echo Usage: davebank test [unit^|simulation^|e2e] [--filter NAME] [--headed]
echo.
echo Checks the format and runs the tests, or one part of them.
echo       unit          the tests of each room, and the house rules
echo       simulation    whole networks in virtual time, on fixed seeds
echo       e2e           a real network of processes and a real browser
echo       --filter NAME only tests whose class matches, e.g. Raft* or RaftTest#elects*
echo       --headed      the browser shows its window
exit /b 0

:test_part
set "GOALS=spotless:check verify"
set "SKIP="
if "%PART%"=="unit" set "GOALS=test"
if "%PART%"=="unit" set "SKIP=-Dskip.simulation=true -Dskip.e2e=true -Dspotless.check.skip=true"
if "%PART%"=="simulation" set "GOALS=test"
if "%PART%"=="simulation" set "SKIP=-Dskip.unit=true -Dskip.e2e=true -Dspotless.check.skip=true"
if "%PART%"=="e2e" set "GOALS=verify"
if "%PART%"=="e2e" set "SKIP=-Dskip.e2e=false -Dskip.unit=true -Dskip.simulation=true -Dspotless.check.skip=true"
if not defined SKIP set "SKIP=-Dskip.e2e=false"
set "CHOSEN="
if defined FILTER set "CHOSEN="-Dtest=%FILTER%" "-Dit.test=%FILTER%""
call "%DAVEBANK_HOME%\mvnw.cmd" -B -ntp -f "%DAVEBANK_HOME%\pom.xml" "-Dheaded=%HEADED%" %SKIP% %CHOSEN% %GOALS%
set "STATUS=%ERRORLEVEL%"
>&2 echo.
>&2 echo Reports:     %TARGET%\surefire-reports, %TARGET%\simulation-reports, %TARGET%\e2e-reports
>&2 echo Screenshots and traces of failed end-to-end tests: %TARGET%\e2e
if not "%STATUS%"=="0" goto test_failed
>&2 echo All tests passed.
exit /b 0

:test_failed
>&2 echo Tests FAILED.
exit /b 1
