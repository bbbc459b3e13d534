-- :checkhealth customary says what is in order, and where something is not, what to do.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

--- What the page says, as one text.
local function page()
  vim.cmd.checkhealth('customary')
  writer.wait('the page', function()
    return vim.bo.filetype == 'checkhealth' and writer.text(0):find('Settings', 1, true) ~= nil
  end)
  local text = writer.text(0)
  vim.cmd.bwipeout({ bang = true })
  return text
end

local function says(text, ...)
  for _, part in ipairs({ ... }) do
    assert(text:find(part, 1, true), ('the page says “%s”:\n%s'):format(part, text))
  end
end

--- A program named customary that answers as it is told to.
local function put_program(name, answer)
  writer.put(name, '#!/bin/sh\n' .. answer .. '\n')
  assert(vim.uv.fs_chmod(writer.path(name), 493))
  return writer.path(name)
end

writer.story(function()
  vim.fn.mkdir(writer.path('.git'))
  writer.put('customary.toml', 'prefer = "client"\n')
  writer.put('letter.md', 'Our customers called.\n')
  local letter = writer.open('letter.md')
  writer.sees(letter, { { '1:5', 'customers', 'clients' } })

  local text = page()
  says(text, '✅ OK Neovim 0.', "✅ OK vim.lsp.enable('customary') was called", 'Client 1 serves 1 buffer')
  says(text, 'Root: ' .. writer.workspace:gsub('^' .. vim.pesc(vim.env.HOME), '~'), 'Position encoding: utf-')
  says(text, '✅ OK ' .. vim.trim(vim.fn.system({ 'customary', '--version' })) .. ': ' .. vim.fn.exepath('customary'))
  says(text, '✅ OK Types of file that it looks at: markdown, text, ')
  assert(not text:find('type of a file', 1, true), 'types of files are on: ' .. text)
  vim.cmd('filetype off')
  says(page(), '❌ ERROR Neovim does not look for the type of a file', ':filetype on')
  vim.cmd('filetype on')
  says(text, 'For letter.md', 'None: policies alone say what holds')
  if writer.offers(letter, 'customary.showPolicy') then
    says(text, '✅ OK customary.toml: prefer = "client"')
  else
    says(text, 'This server cannot tell')
  end
  assert(not text:find('ERROR', 1, true) and not text:find('WARNING', 1, true), 'nothing is wrong:\n' .. text)

  -- A server that has no such command, as an older one.
  local offered = writer.client(letter).server_capabilities.executeCommandProvider.commands
  writer.client(letter).server_capabilities.executeCommandProvider.commands = {}
  says(page(), 'This server cannot tell')
  writer.client(letter).server_capabilities.executeCommandProvider.commands = offered

  -- Settings: what counts, what is misspelt, what is of another kind, what is not ours.
  vim.lsp.config('customary', { settings = { customary = { prefer = 'client', perfer = 'client', allow = 'us' } } })
  text = page()
  says(text, '✅ OK prefer = "client"', 'perfer: there is no such setting', 'allow = "us": it takes a list')

  -- Nobody turned it on, and no file is open.
  vim.lsp.enable('customary', false)
  writer.wait('the server has ended', function()
    return #vim.lsp.get_clients({ name = 'customary' }) == 0
  end)
  text = page()
  says(
    text,
    "❌ ERROR vim.lsp.enable('customary') was not called",
    'No server is running',
    'No file is open that the server'
  )

  -- A configuration of one's own that names fewer types of file.
  vim.lsp.config('customary', { filetypes = { 'markdown' } })
  says(page(), 'looks at: markdown\n', 'text is not among them', 'toml is not among them')

  -- The program: not there, too old, another one of that name.
  vim.lsp.config('customary', { cmd = { writer.path('nowhere'), 'lsp' } })
  says(page(), 'nowhere` is not on the PATH that Neovim has', 'cargo install')
  vim.lsp.config('customary', { cmd = { put_program('old', 'echo customary 0.0.9'), 'lsp' } })
  says(page(), 'is version 0.0.9: 0.1.0 or later is needed', 'cargo install')
  vim.lsp.config('customary', { cmd = { put_program('other', 'echo usage >&2; exit 2'), 'lsp' } })
  says(page(), 'does not tell its version: usage', 'another program of that name')
  vim.lsp.config('customary', { cmd = vim.lsp.rpc.connect('127.0.0.1', 9) })
  says(page(), 'its version is not looked at')
end)
