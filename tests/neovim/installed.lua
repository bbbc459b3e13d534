-- Each way in the README to install this folder, in a Neovim that starts as a person starts it.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

-- Where the README takes things to be, for whatever is run from here.
vim.env.XDG_CONFIG_HOME, vim.env.XDG_DATA_HOME = vim.env.HOME .. '/.config', vim.env.HOME .. '/.local/share'
vim.env.PATH = vim.fs.dirname(vim.v.progpath) .. ':' .. vim.env.PATH

local CONFIG = vim.env.XDG_CONFIG_HOME .. '/nvim'
local PACKAGE = vim.env.XDG_DATA_HOME .. '/nvim/site/pack/customary'

-- What the Neovim within the story tells of itself, once it has seen the letter.
local TELL = [[
local function tell()
  local found = #vim.diagnostic.get(0)
  return { found = found, command = vim.fn.exists(':Customary'), help = vim.fn.getcompletion('customary', 'help') }
end
vim.wait(20000, function()
  return tell().found > 0
end, 10)
vim.fn.writefile({ vim.json.encode(tell()) }, 'told')
vim.cmd('quitall!')
]]

--- Starts Neovim with lines of Lua as its init.lua.
local function start(lines)
  vim.fn.mkdir(CONFIG, 'p')
  vim.fn.writefile(vim.split(lines, '\n'), CONFIG .. '/init.lua')
  writer.put('tell.lua', TELL)
  os.remove(writer.path('told'))
  local outcome = vim
    .system({ vim.v.progpath, '--headless', '-n', 'letter.md', '-c', 'luafile tell.lua' }, { text = true })
    :wait(60000)
  writer.same({ 0, '' }, { outcome.code, outcome.stderr }, 'how it ended and what it said')
  return vim.json.decode(writer.disk('told'))
end

local function block(fits)
  local readme = table.concat(vim.fn.readfile(writer.config .. '/README.md'), '\n')
  for lines in readme:gmatch('```%l+\n(.-)```') do
    if lines:find(fits, 1, true) then
      return lines
    end
  end
  error('the README has a block with ' .. fits)
end

local function run(lines)
  local shell = vim.system({ 'sh', '-eu', '-c', lines }, { text = true, cwd = vim.env.HOME }):wait(20000)
  writer.same({ 0, '' }, { shell.code, shell.stderr }, 'how the lines of the README ended')
end

writer.story(function()
  writer.put('customary.toml', 'prefer = "client"\n')
  writer.put('letter.md', 'Our customers called.\n')

  -- The checkout, where the README takes it to be; the folder is a copy, for its help tags are written to it.
  local checkout = vim.env.HOME .. '/src/customary/editors/neovim'
  for _, folder in ipairs({ 'doc', 'lsp', 'lua/customary', 'plugin' }) do
    vim.fn.mkdir(checkout .. '/' .. folder, 'p')
    for name in vim.fs.dir(writer.config .. '/' .. folder) do
      if name:match('%.%l+$') and name ~= '.gitignore' then
        assert(
          vim.uv.fs_copyfile(
            ('%s/%s/%s'):format(writer.config, folder, name),
            ('%s/%s/%s'):format(checkout, folder, name)
          )
        )
      end
    end
  end
  local enable = 'vim.lsp.enable("customary")\n'

  -- The runtime path, by hand.
  writer.same(
    { found = 1, command = 2, help = {} },
    start(block('vim.opt.runtimepath:append(vim.fn.expand("~/src/customary/editors/neovim"))') .. enable),
    'the runtime path'
  )

  -- A package of Vim's, with its help.
  run(block('pack/customary/start'))
  local told = start(enable)
  writer.same({ 1, 2 }, { told.found, told.command }, 'a package')
  assert(vim.list_contains(told.help, 'customary'), 'it has its help: ' .. vim.inspect(told.help))
  writer.same(0, vim.fn.delete(PACKAGE, 'rf'), 'the package is gone')

  -- One file, as nvim-lspconfig has it: no command, no help, and everything else.
  run('cd src/customary\n' .. block('lsp/customary.lua ~/.config/nvim/lsp/'))
  writer.same({ found = 1, command = 0, help = {} }, start(enable), 'the one file alone')
end)
