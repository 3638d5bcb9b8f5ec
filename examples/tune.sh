#!/bin/sh
# Tune train.py with Trialwise, using curl.
#
#   examples/tune.sh [trials] [seed]
#
# TRIALWISE_URL is the address of the service, TRIALWISE_API_KEY the key to send where there are
# keys. PYTHON is the Python that runs train.py and needs scikit-learn; by default it is that of
# `make run`. It also reads the JSON that comes back, which the shell cannot do.
set -eu
export LC_ALL=C # A point in numbers, not a comma.

count=${1:-20}
seed=${2:-7}
url=${TRIALWISE_URL:-http://127.0.0.1:8000}
url=${url%/}
here=$(dirname "$0")
# Not an argument of curl's: everybody on this machine sees those.
authorization=${TRIALWISE_API_KEY:+Authorization: Bearer $TRIALWISE_API_KEY}
if [ -z "${PYTHON:-}" ]; then
  PYTHON=$here/../.venv/bin/python
  [ -x "$PYTHON" ] || PYTHON=python3
fi

die() {
  printf '%s\n' "$*" >&2
  exit 1
}

case $count in *[!0-9]*) die "usage: tune.sh [trials] [seed]" ;; esac

# Ask for the next configuration after the trials in $history; the answer is left in $answer.
ask() {
  answer=$(
    curl --silent --show-error --fail-with-body --max-time 60 \
      --header 'Content-Type: application/json' --header @/dev/fd/3 \
      --data-binary @- "$url/v1/ask" 3<<HEADER <<JSON
$authorization
HEADER
{
  "space": $(cat "$here/space.json"),
  "objectives": [{"name": "rmse", "direction": "minimize"}],
  "dataset": {"name": "diabetes", "task": "regression", "modality": "tabular",
              "n_rows": 442, "n_features": 10},
  "trials": [$history],
  "seed": $seed
}
JSON
  ) || {
    [ -n "$answer" ] || die "No answer from $url. Does \`make run\` run there?"
    die "$(explain)"
  }
}

# Print in words what the service objects to.
explain() {
  printf '%s' "$answer" | "$PYTHON" -c '
import json, sys
body = sys.stdin.read()
try:
    problem = json.loads(body)
except ValueError:
    print(body)
    sys.exit()
print(problem["title"] + ": " + problem.get("detail", ""))
for error in problem.get("errors", []):
    print("  " + error["pointer"] + ": " + error["detail"])
'
}

# Print the first suggestion of $answer, its parameters and then its reason, each on a line.
suggestion() {
  printf '%s' "$answer" | "$PYTHON" -c '
import json, sys
for suggestion in json.load(sys.stdin)["suggestions"][:1]:
    print(json.dumps(suggestion["parameters"]))
    print(suggestion["reason"]["summary"])
'
}

# Print the configuration $1 as one likes to read it.
in_short() {
  "$PYTHON" -c '
import json, sys
print(*(f"{name}={value:.4g}" if isinstance(value, float) else f"{name}={value}"
        for name, value in json.loads(sys.argv[1]).items()))
' "$1"
}

# Run the training job with the configuration $1: its trial goes to $history, its error to $rmse.
evaluate() {
  if values=$("$PYTHON" "$here/train.py" "$1"); then
    rmse=$(printf '%s' "$values" | "$PYTHON" -c 'import json, sys; print(json.load(sys.stdin)["rmse"])')
    history="$history${history:+, }{\"parameters\": $1, \"values\": $values}"
  else
    rmse=failed
    history="$history${history:+, }{\"parameters\": $1, \"state\": \"failed\"}"
  fi
}

# Print trial $1 with the configuration $2, and why it was made ($3).
show() {
  case $rmse in failed) outcome=failed ;; *) outcome=$(printf '%.3f' "$rmse") ;; esac
  printf '%5d %8s %8.3f  %s\n%25s%s\n' "$1" "$outcome" "$best" "$(in_short "$2")" '' "$3"
}

echo "$count trials with seed $seed, suggested by $url"
echo "trial     rmse     best  parameters"

history=
default=$(cat "$here/default.json")
evaluate "$default"
[ "$rmse" != failed ] ||
  die "The default cannot be trained. Does $PYTHON have scikit-learn? Set PYTHON."
default_rmse=$rmse
best=$rmse
best_parameters=$default
show 0 "$default" "scikit-learn's default"

number=1
while [ "$number" -le "$count" ]; do
  ask
  { read -r parameters && read -r why; } <<SUGGESTION || break
$(suggestion)
SUGGESTION
  evaluate "$parameters"
  if [ "$rmse" != failed ] && awk "BEGIN { exit !($rmse < $best) }"; then
    best=$rmse
    best_parameters=$parameters
  fi
  show "$number" "$parameters" "$why"
  number=$((number + 1))
done
[ "$number" -gt "$count" ] || echo "There is nothing left to try."

printf '\ndefault: rmse %.3f  %s\n' "$default_rmse" "$(in_short "$default")"
printf 'best:    rmse %.3f  %s\n' "$best" "$(in_short "$best_parameters")"
awk "BEGIN { printf \"gained:  %.1f %% of the default's error\n\", 100 * (1 - $best / $default_rmse) }"
