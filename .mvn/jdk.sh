# Finds a JDK that can build and run DaveBank and exports JAVA_HOME and PATH. Plain sh, to be
# sourced by ./davebank and ./mvnw. If there is none, it prints in one sentence what to install.
#
# The order is: JAVA_HOME, the java on the PATH, then the usual places; in these the lowest suitable
# version first, because the project is tested with it.

davebank_jdk_release=25

# Succeeds if the folder $1 holds a JDK (with javac, not only java) that is new enough. Reads the
# "release" file, which is faster than starting java.
davebank_jdk_fits() {
    [ -x "$1/bin/java" ] && [ -x "$1/bin/javac" ] && [ -r "$1/release" ] || return 1
    davebank_jdk_found=$(sed -n 's/^JAVA_VERSION="\([0-9]*\).*/\1/p' "$1/release" | head -n 1)
    [ -n "$davebank_jdk_found" ] && [ "$davebank_jdk_found" -ge "$davebank_jdk_release" ]
}

# Prints the file that the link $1 finally points to. Avoids "readlink -f", which older macOS
# versions lack.
davebank_jdk_resolve() {
    davebank_jdk_file=$1
    davebank_jdk_links=0
    while [ -L "$davebank_jdk_file" ] && [ "$davebank_jdk_links" -lt 40 ]; do
        davebank_jdk_links=$((davebank_jdk_links + 1))
        davebank_jdk_link=$(readlink "$davebank_jdk_file")
        case $davebank_jdk_link in
        /*) davebank_jdk_file=$davebank_jdk_link ;;
        *) davebank_jdk_file=$(dirname "$davebank_jdk_file")/$davebank_jdk_link ;;
        esac
    done
    printf '%s\n' "$davebank_jdk_file"
}

davebank_jdk_find() {
    if [ -n "${JAVA_HOME:-}" ] && davebank_jdk_fits "$JAVA_HOME"; then
        printf '%s\n' "$JAVA_HOME"
        return 0
    fi
    davebank_jdk_java=$(command -v java 2>/dev/null || true)
    if [ -n "$davebank_jdk_java" ]; then
        davebank_jdk_java=$(davebank_jdk_resolve "$davebank_jdk_java")
        davebank_jdk_home=$(cd -P "${davebank_jdk_java%/bin/java}" 2>/dev/null && pwd || true)
        if [ -n "$davebank_jdk_home" ] && davebank_jdk_fits "$davebank_jdk_home"; then
            printf '%s\n' "$davebank_jdk_home"
            return 0
        fi
    fi
    davebank_jdk_best=
    davebank_jdk_best_release=
    for davebank_jdk_home in \
        /usr/lib/jvm/* /usr/java/* /opt/java/* /opt/jdk* \
        "${SDKMAN_DIR:-${HOME:-}/.sdkman}"/candidates/java/* \
        "${HOME:-}"/.jdks/* "${HOME:-}"/.local/share/mise/installs/java/* \
        /Library/Java/JavaVirtualMachines/*/Contents/Home \
        "${HOME:-}"/Library/Java/JavaVirtualMachines/*/Contents/Home \
        /opt/homebrew/opt/openjdk*/libexec/openjdk.jdk/Contents/Home \
        /usr/local/opt/openjdk*/libexec/openjdk.jdk/Contents/Home; do
        if davebank_jdk_fits "$davebank_jdk_home"; then
            if [ -z "$davebank_jdk_best" ] ||
                [ "$davebank_jdk_found" -lt "$davebank_jdk_best_release" ]; then
                davebank_jdk_best=$davebank_jdk_home
                davebank_jdk_best_release=$davebank_jdk_found
            fi
        fi
    done
    [ -n "$davebank_jdk_best" ] && printf '%s\n' "$davebank_jdk_best"
}

if davebank_jdk_chosen=$(davebank_jdk_find) && [ -n "$davebank_jdk_chosen" ]; then
    JAVA_HOME=$davebank_jdk_chosen
    PATH=$JAVA_HOME/bin:$PATH
    export JAVA_HOME PATH
else
    echo "DaveBank needs a JDK $davebank_jdk_release or newer: install one (for example Temurin from https://adoptium.net) or set JAVA_HOME to it." >&2
    exit 1
fi
