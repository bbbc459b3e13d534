-- The server dies, or is to be another one: it is started again, and the files that are open are served.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

local function server()
  for _, child in ipairs(vim.api.nvim_get_proc_children(vim.fn.getpid())) do
    local process = vim.api.nvim_get_proc(child)
    if process and vim.startswith(process.name, 'customary') then
      return child
    end
  end
end

writer.story(function()
  writer.put('customary.toml', 'prefer = "client"\n')
  writer.put('letter.md', 'Our customers called.\n')
  local finding = { { '1:5', 'customers', 'clients' } }
  local letter = writer.open('letter.md')
  writer.sees(letter, finding)
  local first = writer.client(letter)

  -- Killed, as by a system that is short of memory. Its findings go with it.
  assert(vim.uv.kill(assert(server(), 'the server is a child of Neovim'), 'sigkill') == 0)
  writer.wait('Neovim has seen that it is gone', function()
    return vim.lsp.get_client_by_id(first.id) == nil and #vim.diagnostic.get(letter) == 0
  end)
  vim.cmd('Customary restart')
  local second = writer.client(letter)
  assert(second.id ~= first.id, 'it is another one')
  writer.sees(letter, finding)
  vim.api.nvim_buf_set_lines(letter, 0, -1, true, { 'Every customer.' })
  writer.sees(letter, { { '1:7', 'customer', 'client' } })

  -- With one that runs: it leaves first.
  vim.cmd('Customary restart')
  writer.wait('the second has left', function()
    return vim.lsp.get_client_by_id(second.id) == nil
  end)
  local third = writer.client(letter)
  assert(third.id ~= second.id, 'it is another one')
  writer.sees(letter, { { '1:7', 'customer', 'client' } })

  -- Switched off, nothing is shown and no server is left; switched on, all is as it was.
  vim.cmd('Customary disable')
  writer.wait('nothing is shown', function()
    return #vim.diagnostic.get(letter) == 0 and server() == nil
  end)
  vim.cmd('Customary enable')
  writer.sees(letter, { { '1:7', 'customer', 'client' } })

  -- The log is Neovim's own: one file for all servers, written when there is something to say.
  writer.told('the log is empty', function()
    vim.cmd('Customary log')
  end)
  vim.lsp.log.error('somebody', 'has stumbled')
  vim.cmd('Customary log')
  assert(writer.text(0):find('has stumbled', 1, true), 'the log is open: ' .. writer.text(0))
end)
