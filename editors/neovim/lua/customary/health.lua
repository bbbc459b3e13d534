-- :checkhealth customary: whether Customary works here, and what to do where it does not.

local server = require('customary.server')

local M = {}

local health = vim.health

-- The settings that the server reads, with the type of each.
local SETTINGS = {
  prefer = 'string',
  severity = 'string',
  allow = 'table',
  exclude = 'table',
  check = 'table',
  maxDiagnostics = 'number',
}

local function neovim()
  health.start('Neovim')
  local own = vim.version()
  local version = ('%d.%d.%d'):format(own.major, own.minor, own.patch)
  if vim.fn.has('nvim-0.11') == 1 then
    health.ok('Neovim ' .. version)
  else
    health.error('Neovim ' .. version .. ' has no vim.lsp.enable', 'Install Neovim 0.11 or later.')
  end
  local shown = vim.diagnostic.config() or {}
  if shown.virtual_text or shown.virtual_lines then
    health.ok('Messages are shown beside the text')
  else
    health.info('Findings are underlined, their messages are not shown beside the text. To see them there, put')
    health.info('`vim.diagnostic.config({ virtual_text = true })` into init.lua, or press <C-w>d on a finding.')
  end
  if not vim.diagnostic.is_enabled() then
    health.warn('Diagnostics are turned off', '`:lua vim.diagnostic.enable()` turns them on.')
  end
end

local function program()
  health.start('The server')
  local command = server.command_line()
  if not command then
    if vim.lsp.config[server.name] then
      return health.info('The configuration starts the server by a function: its version is not looked at.')
    end
    return health.error('Neovim finds no configuration `lsp/customary.lua`', {
      'Put the folder editors/neovim of Customary on the runtime path,',
      'or copy its lsp/customary.lua to ' .. vim.fn.stdpath('config') .. '/lsp/.',
    })
  end
  local path = vim.fn.exepath(command[1])
  if path == '' then
    return health.error(('`%s` is not on the PATH that Neovim has'):format(command[1]), {
      server.how_to_install,
      "Or name it: `vim.lsp.config('customary', { cmd = { '/path/to/customary', 'lsp' } })`.",
    })
  end
  local version, reason = server.version(path)
  if not version then
    return health.error(('%s does not tell its version: %s'):format(path, reason), {
      'It may be another program of that name, or one for another machine.',
      server.how_to_install,
    })
  end
  if not server.is_new_enough(version) then
    return health.error(('%s is version %s: %s or later is needed'):format(path, version, server.minimum), {
      server.how_to_install,
      'Then :Customary restart.',
    })
  end
  health.ok(('customary %s: %s'):format(version, path))
end

local function enabled()
  if server.is_enabled() then
    health.ok("vim.lsp.enable('customary') was called")
  else
    health.error("vim.lsp.enable('customary') was not called", "Put `vim.lsp.enable('customary')` into init.lua.")
  end
  local files = vim.api.nvim_get_runtime_file('lsp/customary.lua', true)
  for _, file in ipairs(files) do
    health.info('Configuration: ' .. vim.fn.fnamemodify(file, ':~'))
  end
  if #files > 1 then
    health.warn('There are several configurations: what a later one says counts', 'Keep one of them.')
  end
end

--- The types of file: whether Neovim looks for them, and which of them the server gets.
local function filetypes()
  if not vim.g.did_load_filetypes then
    health.error('Neovim does not look for the type of a file, so that no server is started', '`:filetype on` does.')
  end
  local config = vim.lsp.config[server.name]
  local served = config and config.filetypes
  if not config then
    return
  end
  if not served then
    return health.info('The configuration names no types of file: every file is shown to the server.')
  end
  health.ok('Types of file that it looks at: ' .. table.concat(served, ', '))
  for _, needed in ipairs({ 'markdown', 'text', 'toml' }) do
    if not vim.list_contains(served, needed) then
      health.warn(
        ('%s is not among them'):format(needed),
        'The `filetypes` of a configuration replace those of lsp/customary.lua: name all of them.'
      )
    end
  end
end

local function clients()
  health.start('Where it runs')
  local found = vim.lsp.get_clients({ name = server.name })
  if #found == 0 then
    health.warn('No server is running', {
      'Open a text, a source file or a customary.toml.',
      'If one is open: `:set filetype?` must say one of the types below `filetypes` in lsp/customary.lua.',
    })
  end
  for _, client in ipairs(found) do
    local buffers = vim.tbl_keys(client.attached_buffers)
    local version = vim.tbl_get(client, 'server_info', 'version')
    health.ok(('Client %d serves %d %s'):format(client.id, #buffers, #buffers == 1 and 'buffer' or 'buffers'))
    local root = client.root_dir and vim.fn.fnamemodify(client.root_dir, ':~') or 'none: each file by itself'
    health.info('  Root: ' .. root)
    health.info('  Position encoding: ' .. client.offset_encoding)
    if version and not server.is_new_enough(version) then
      health.warn(('  It runs version %s'):format(version), 'Install a newer one, then :Customary restart.')
    end
  end
end

--- The policy in force, as lines to print; what the server prints of a policy may be long.
local function policy()
  health.start('The policy in force')
  local buffer = server.last_buffer()
  local client = buffer and server.client(buffer)
  if not buffer or not client or not vim.lsp.buf_is_attached(buffer, client.id) then
    return health.info('No file is open that the server looks at.')
  end
  health.info('For ' .. vim.fn.fnamemodify(vim.api.nvim_buf_get_name(buffer), ':~:.'))
  if not server.offers(client, 'customary.showPolicy') then
    return health.info('This server cannot tell: `customary policy show FILE` in a terminal does.')
  end
  local answer, reason = client:request_sync('workspace/executeCommand', {
    command = 'customary.showPolicy',
    arguments = { { uri = vim.uri_from_bufnr(buffer), show = false } },
  }, 5000, buffer)
  if not answer or answer.err then
    local why = reason or vim.tbl_get(answer or {}, 'err', 'message') or 'no answer'
    return health.error('The server does not tell the policy in force: ' .. why, 'Try :Customary restart.')
  end
  local told = answer.result
  if type(told.uri) == 'string' then
    local name = vim.fn.fnamemodify(vim.uri_to_fname(told.uri), ':~:.')
    health.ok(('%s: prefer = "%s"'):format(name, told.prefer))
  else
    health.info(('No customary.toml governs it: prefer = "%s" holds.'):format(told.prefer))
    health.info('`:Customary prefer client` writes a policy that says “client”; so does gra on one of the words.')
  end
  health.info(':Customary policy shows all of it, each value with where it comes from.')
end

local function settings()
  health.start('Settings')
  local config = vim.lsp.config[server.name]
  local all = config and config.settings or {}
  local ours = all[server.name]
  if ours == nil then
    local stray = vim.tbl_filter(function(key)
      return SETTINGS[key] ~= nil
    end, vim.tbl_keys(all))
    if #stray > 0 then
      table.sort(stray)
      return health.warn(
        ('%s: not under the key `customary`, so it says nothing'):format(table.concat(stray, ', ')),
        'Write `settings = { customary = { … } }`.'
      )
    end
    return health.ok('None: policies alone say what holds')
  end
  local keys = vim.tbl_keys(ours)
  table.sort(keys)
  for _, key in ipairs(keys) do
    local value = vim.inspect(ours[key], { newline = ' ', indent = '' })
    if not SETTINGS[key] then
      local known = vim.tbl_keys(SETTINGS)
      table.sort(known)
      health.warn(('%s: there is no such setting'):format(key), 'There are ' .. table.concat(known, ', ') .. '.')
    elseif type(ours[key]) ~= SETTINGS[key] then
      local kinds = { string = 'text', table = 'a list', number = 'a number' }
      health.warn(('%s = %s: it takes %s'):format(key, value, kinds[SETTINGS[key]]))
    else
      health.ok(('%s = %s'):format(key, value))
    end
  end
  health.info('They count where no customary.toml governs a file.')
end

function M.check()
  neovim()
  if vim.fn.has('nvim-0.11') == 0 then
    return
  end
  program()
  enabled()
  filetypes()
  clients()
  policy()
  settings()
end

return M
