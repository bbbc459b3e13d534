-- The server as the commands and the health page see it: which client serves, which program is run, what it can.

local M = {}

M.name = 'customary'

--- The oldest server that this folder is written for.
M.minimum = '0.1.0'

--- How to install the program, in one sentence.
M.how_to_install =
  'Run `cargo install --path . --locked` in a checkout of Customary, and put ~/.cargo/bin on the PATH that Neovim has.'

--- The client that serves a buffer; with none, the only one there is.
function M.client(buffer)
  local own = vim.lsp.get_clients({ bufnr = buffer, name = M.name })
  if #own > 0 then
    return own[1]
  end
  local all = vim.lsp.get_clients({ name = M.name })
  return #all == 1 and all[1] or nil
end

--- Whether a server offers a command, by its full name.
function M.offers(client, command)
  local offered = vim.tbl_get(client.server_capabilities or {}, 'executeCommandProvider', 'commands')
  return vim.list_contains(offered or {}, command)
end

--- The arguments that start the server; nil where the configuration has a function, or there is none.
function M.command_line()
  local config = vim.lsp.config[M.name]
  local cmd = config and config.cmd
  return type(cmd) == 'table' and cmd or nil
end

--- What a program says its version is; nil and the reason where it does not.
function M.version(program)
  local started, process = pcall(vim.system, { program, '--version' }, { text = true, timeout = 5000 })
  if not started then
    return nil, tostring(process)
  end
  local outcome = process:wait()
  local version = outcome.code == 0 and outcome.stdout:match('^customary (%d+%.%d+%.%d+%S*)')
  if not version then
    return nil, vim.trim(outcome.stdout .. outcome.stderr)
  end
  return version
end

--- Whether a version is one that this folder can work with.
function M.is_new_enough(version)
  return vim.version.ge(vim.version.parse(version), M.minimum)
end

--- Whether vim.lsp.enable was called for the server.
function M.is_enabled()
  if vim.lsp.is_enabled then
    return vim.lsp.is_enabled(M.name)
  end
  return vim.lsp._enabled_configs[M.name] ~= nil
end

local function is_before(a, b)
  for i = 1, #a do
    if a[i] ~= b[i] then
      return a[i] < b[i]
    end
  end
  return false
end

--- Of the buffers that hold files, the one that was looked at last; those with a server before all others.
function M.last_buffer()
  local best, best_rank
  for _, info in ipairs(vim.fn.getbufinfo({ bufloaded = 1 })) do
    if vim.bo[info.bufnr].buftype == '' and info.name ~= '' then
      local served = #vim.lsp.get_clients({ bufnr = info.bufnr, name = M.name }) > 0
      local shown = #info.windows > 0
      local rank = { served and 1 or 0, info.lastused, shown and 1 or 0, info.bufnr }
      if not best or is_before(best_rank, rank) then
        best, best_rank = info.bufnr, rank
      end
    end
  end
  return best
end

return M
