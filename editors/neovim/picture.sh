#!/usr/bin/env bash
# Makes docs/pictures/neovim.png: a real Neovim, in a real terminal, on the sample workspace.
#
# Needs on the PATH: nvim (0.11 or later), customary, Xvfb, sakura (a terminal that draws wavy underlines),
# imagemagick, and the font DejaVu Sans Mono. On Debian:
#   apt-get install --no-install-recommends xvfb sakura imagemagick fonts-dejavu-core
set -euo pipefail

for program in nvim customary Xvfb sakura import; do
  command -v "$program" >/dev/null || { echo "picture.sh: $program is not on the PATH" >&2; exit 1; }
done

root=$(cd "$(dirname "$0")/../.." && pwd)
picture=${1:-$root/docs/pictures/neovim.png}
scene=$(mktemp -d)
xvfb=
terminal=

finish() {
  for process in $terminal $xvfb; do kill "$process" 2>/dev/null || true; done
  wait
  rm -rf "$scene"
}
trap finish EXIT

cp -r "$root/examples/harbour-advisory" "$scene/harbour-advisory"
cat >"$scene/init.lua" <<'LUA'
vim.opt.runtimepath:prepend(vim.env.CUSTOMARY_CONFIG)
vim.o.termguicolors = true
vim.o.winborder = 'rounded'
vim.o.number = true
vim.o.signcolumn = 'no'
vim.o.ruler = false
vim.o.laststatus = 0
vim.o.fillchars = 'eob: ,msgsep:─'
vim.api.nvim_set_hl(0, 'MsgSeparator', { link = 'LineNr' })
vim.o.showcmd = false
vim.o.wrap = false
vim.o.shortmess = vim.o.shortmess .. 'FIW'
vim.diagnostic.config({ virtual_text = { prefix = '▎', spacing = 2 } })
vim.lsp.enable('customary')
-- A wavy line, as terminals that can draw one show it.
for _, severity in ipairs({ 'Error', 'Warn', 'Info', 'Hint' }) do
  local name = 'DiagnosticUnderline' .. severity
  local highlight = vim.api.nvim_get_hl(0, { name = name })
  vim.api.nvim_set_hl(0, name, { undercurl = true, sp = highlight.sp })
end
LUA

export HOME=$scene LC_ALL=C.UTF-8 CUSTOMARY_CONFIG=$root/editors/neovim
export XDG_CONFIG_HOME=$scene/config XDG_DATA_HOME=$scene/data XDG_STATE_HOME=$scene/state XDG_CACHE_HOME=$scene/cache
mkdir -p "$XDG_CONFIG_HOME/sakura" "$XDG_DATA_HOME" "$XDG_STATE_HOME" "$XDG_CACHE_HOME"
cat >"$XDG_CONFIG_HOME/sakura/sakura.conf" <<'CONF'
[sakura]
show_always_first_tab=No
scrollbar=false
CONF

# Asks the editor; its answer is what the expression gives.
ask() {
  nvim --server "$scene/nvim" --remote-expr "$1" 2>/dev/null
}

# Waits until an expression gives a number above zero, for at most half a minute.
await() {
  for _ in $(seq 300); do
    if [ "$(ask "$1")" -gt 0 ] 2>/dev/null; then return; fi
    sleep 0.1
  done
  echo "picture.sh: never came true: $1" >&2
  exit 1
}

mkfifo "$scene/display"
Xvfb -displayfd 4 -screen 0 1600x1000x24 -nolisten tcp 4>"$scene/display" 2>/dev/null &
xvfb=$!
read -r display <"$scene/display"
export DISPLAY=:$display

cd "$scene/harbour-advisory"
sakura -f 'DejaVu Sans Mono 12' -c 156 -r 29 -x "nvim --clean -u $scene/init.lua --listen $scene/nvim ${CUSTOMARY_LETTER:-onboarding.md}" 2>/dev/null &
terminal=$!
await 'luaeval("#vim.diagnostic.get(0)")'

# The cursor goes to the third finding, and the menu of code actions opens.
nvim --server "$scene/nvim" --remote-send ']d]d]dgra' >/dev/null

# The terminal paints when it likes: the picture is taken once two looks in a row are the same.
look() {
  import -window root "$scene/screen.png"
  identify -format '%#' "$scene/screen.png"
}
before=
for _ in $(seq 50); do
  now=$(look)
  if [ "$now" = "$before" ]; then break; fi
  before=$now
  sleep 0.3
done

mkdir -p "$(dirname "$picture")"
convert "$scene/screen.png" -trim +repage -bordercolor "#14161b" -border 16 -colors 64 -strip -define png:compression-level=9 "$picture"
echo "$picture: $(identify -format '%wx%h' "$picture"), $(wc -c <"$picture") bytes"
