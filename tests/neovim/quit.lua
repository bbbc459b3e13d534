-- When the writer leaves, the server leaves too: stopped by itself, and with its editor.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

local letter = 'letter.md'

local function alive(process)
  local stat = io.open(('/proc/%d/stat'):format(process))
  if not stat then
    return vim.uv.kill(process, 0) == 0
  end
  local state = stat:read('*a'):match('%) (%a)')
  stat:close()
  return state ~= 'Z' -- ended, and only waiting for somebody to ask how
end

local function server()
  for _, child in ipairs(vim.api.nvim_get_proc_children(vim.fn.getpid())) do
    local process = vim.api.nvim_get_proc(child)
    if process and vim.startswith(process.name, 'customary') then
      return child
    end
  end
  error('no process of the server among the children of Neovim')
end

-- The editor within the story: opens the letter, tells which process serves it, and quits.
if vim.env.CUSTOMARY_TEST_QUITS then
  return writer.story(function()
    local buffer = writer.open(letter)
    writer.sees(buffer, { { '1:5', 'customers', 'clients' } })
    writer.put('server', tostring(server()))
    vim.cmd.quitall()
  end)
end

writer.story(function()
  writer.put('customary.toml', 'prefer = "client"\n')
  writer.put(letter, 'Our customers called.\n')

  local ended
  vim.lsp.config('customary', {
    on_exit = function(code, signal)
      ended = { code, signal }
    end,
  })
  local client = writer.client(writer.open(letter))
  local process = server()
  assert(alive(process), 'the server runs')
  client:stop()
  writer.wait('the server has ended', function()
    return client:is_stopped() and ended and not alive(process)
  end)
  writer.same({ 0, 0 }, ended, 'exit code and signal')

  local inner = vim.system(
    { vim.v.progpath, '--clean', '--headless', '-l', _G.arg[0], writer.config, writer.workspace },
    {
      env = { CUSTOMARY_TEST_QUITS = '1' },
      text = true,
    }
  )
  local outcome = inner:wait(60000)
  writer.same(0, outcome.code, 'the exit code of the inner Neovim, which said ' .. outcome.stdout .. outcome.stderr)
  local served = assert(tonumber(writer.disk('server')))
  writer.wait('the server of the inner Neovim has ended', function()
    return not alive(served)
  end)
end)
