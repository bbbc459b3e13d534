-- :help customary opens, every tag in it leads somewhere, and it says what there is: no more, no less.
local writer = dofile(vim.fs.dirname(_G.arg[0]) .. '/writer.lua')

writer.story(function()
  -- As a plugin manager does it, in a copy: the folder of the checkout is not written to.
  local copy = writer.path('plugin')
  vim.fn.mkdir(copy .. '/doc', 'p')
  assert(vim.uv.fs_copyfile(writer.config .. '/doc/customary.txt', copy .. '/doc/customary.txt'))
  vim.cmd.helptags(vim.fn.fnameescape(copy .. '/doc'))
  vim.opt.runtimepath:append(copy)

  vim.cmd.help('customary')
  writer.same('help', vim.bo.filetype, 'the file type')
  writer.same('customary.txt', vim.fs.basename(vim.api.nvim_buf_get_name(0)), 'the page')
  local lines = vim.api.nvim_buf_get_lines(0, 0, -1, true)
  local text = table.concat(lines, '\n')

  local seen, code = 0, false
  for number, line in ipairs(lines) do
    assert(vim.fn.strdisplaywidth(line) <= 78, ('line %d is wider than 78 columns: %s'):format(number, line))
    code = not line:match('^<') and (code or line:match('>%l*$') ~= nil)
    if not code then
      for tag in line:gmatch('|([^%s|]+)|') do
        seen = seen + 1
        -- A tag that matches as a whole comes first; one that is not there finds only its like.
        writer.same(tag, vim.fn.getcompletion(tag, 'help')[1], ('line %d names a tag that is there'):format(number))
      end
    end
  end
  assert(seen > 20, 'tags were looked at: ' .. seen)

  -- Each command has its paragraph, and there is none for what is no command.
  local told = {}
  for name in text:gmatch('%*:Customary%-([%l-]+)%*') do
    told[#told + 1] = name
    vim.cmd.help(':Customary-' .. name)
  end
  table.sort(told)
  writer.same(vim.fn.getcompletion('Customary ', 'cmdline'), told, 'the commands')
  for _, word in ipairs(vim.fn.getcompletion('Customary prefer ', 'cmdline')) do
    assert(text:find(word, 1, true), 'what can be preferred: ' .. word)
  end

  -- Its lines of Lua run.
  local run = 0
  for block in text:gmatch('>lua\n(.-)\n<') do
    run = run + 1
    assert(loadstring(block, '=customary.txt'))()
  end
  assert(run >= 5, 'the lines of Lua: ' .. run)
end)
