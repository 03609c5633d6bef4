// A whole network, 16-8-3 on 2 + 1 cores with block-RAM arrays: programmed through RTL, then random
// images; counts and winner against integers.
`timescale 1ns / 1ps
`default_nettype none
module tb_snn_flat;
`include "tb.vh"
  localparam N_IN = 16, N0 = 8, N1 = 3, STEPS = 6, IMAGES = 60;
  wire [2:0]  idle, unused_drive;
  reg         cfg_we = 1'b0, prog_valid = 1'b0, prog_polarity = 1'b1, host_valid = 1'b0;
  reg         sink_stall = 1'b0;
  reg  [7:0]  cfg_core = 8'd0, prog_core = 8'd0, prog_pulses = 8'd0;
  reg  [3:0]  cfg_addr = 4'd0, prog_word_line = 4'd0;
  reg  [31:0] cfg_data = 32'd0, host_token = 32'd0;
  reg         prog_tile = 1'b0;
  reg  [1:0]  prog_column = 2'd0;
  wire        prog_ready, host_ready, result_valid;
  wire [5:0]  winner;
  reg  [5:0]  look = 6'd0;
  wire [15:0] count;

  snn_flat #(
    .LAYERS(2), .CORES(64'h0102), .WORD_LINES(16), .COLUMNS(4), .CONVERTERS(2), .CODE_BITS(8),
    .TILES(2), .MEMBRANE_BITS(12), .DIGITAL(1), .WEIGHT_BITS(4)
  ) u_dut (
    .clk_i(clk), .rst_i(rst), .idle_o(idle),
    .cfg_we_i(cfg_we), .cfg_core_i(cfg_core), .cfg_addr_i(cfg_addr), .cfg_data_i(cfg_data),
    .prog_valid_i(prog_valid), .prog_ready_o(prog_ready), .prog_core_i(prog_core),
    .prog_tile_i(prog_tile), .prog_word_line_i(prog_word_line), .prog_column_i(prog_column),
    .prog_polarity_i(prog_polarity), .prog_pulses_i(prog_pulses),
    .host_valid_i(host_valid), .host_ready_o(host_ready), .host_token_i(host_token),
    .sink_stall_i(sink_stall), .sink_valid_o(), .sink_first_o(), .sink_token_o(),
    .result_valid_o(result_valid), .winner_o(winner), .count_class_i(look), .count_o(count),
    .xb_drive_o(unused_drive), .xb_tile_o(), .xb_rows_o(), .xb_convert_o(), .xb_phase_o(),
    .xb_ready_i(3'd0), .xb_code_valid_i(3'd0), .xb_codes_i(48'd0),
    .xb_prog_o(), .xb_pulse_o(), .xb_word_line_o(), .xb_column_o(), .xb_polarity_o()
  );

  integer w0 [0:N_IN*N0-1];
  integer w1 [0:N0*N1-1];
  integer v0 [0:N0-1];
  integer v1 [0:N1-1];
  integer s1 [0:N1-1];
  integer s0 [0:N0-1];
  integer counts [0:N1-1];
  integer i, j, level, at = 0, phase = 0, step = 0, next_in = 0, images = 0, best, best_class;
  integer total = 0;

  // One step of both layers: threshold 20 and 25, no leak, reset to zero
  task step_model(input last);
    begin
      for (j = 0; j < N1; j = j + 1) s1[j] = 0;
      for (i = 0; i < N0; i = i + 1) begin
        v0[i] = v0[i] + s0[i];
        s0[i] = 0;
        if (v0[i] >= 20) begin
          v0[i] = 0;
          for (j = 0; j < N1; j = j + 1) s1[j] = s1[j] + w1[i * N1 + j];
        end
      end
      for (j = 0; j < N1; j = j + 1) begin
        v1[j] = v1[j] + s1[j];
        if (v1[j] >= 5) begin
          v1[j] = 0;
          counts[j] = counts[j] + 1;
          total = total + 1;
          if (counts[j] > best) begin
            best = counts[j];
            best_class = j;
          end
        end
      end
      if (last) clear_model;
    end
  endtask
  task clear_model;
    begin
      for (i = 0; i < N0; i = i + 1) begin v0[i] = 0; s0[i] = 0; end
      for (j = 0; j < N1; j = j + 1) v1[j] = 0;
    end
  endtask
  task new_image;
    begin
      best = 0;
      best_class = 0;
      for (j = 0; j < N1; j = j + 1) counts[j] = 0;
    end
  endtask

  initial begin
    clear_model;
    new_image;
  end

  function [31:0] register(input integer core, input integer address);
    case (address)
      0: register = core == 2 ? N1 - 1 : 3;
      1: register = 1;
      2: register = core == 2 ? 5 : 20;
      7: register = 1;
      8: register = 1;
      default: register = 0;
    endcase
  endfunction

  always @(posedge clk) if (!rst) begin
    cfg_we     <= 1'b0;
    sink_stall <= coin(25);
    case (phase)
      0: begin
        cfg_we   <= 1'b1;
        cfg_core <= at / 9;
        cfg_addr <= at % 9;
        cfg_data <= register(at / 9, at % 9);
        at = at + 1;
        if (at == 27) begin
          at = 0;
          phase = 1;
        end
      end
      1: if (!prog_valid || prog_ready) begin
        prog_valid <= 1'b1;
        level = below(16) - 4;
        level = level > 7 ? 7 : level;
        prog_pulses <= level < 0 ? -level : level;
        if (at < N_IN * N0) begin
          w0[at] = level;
          i = at / N0;
          j = at % N0;
          prog_core      <= j / 4;
          prog_column    <= j % 4;
          prog_tile      <= i / 8;
          prog_word_line <= (i % 8) * 2 + (level < 0);
        end else if (at < N_IN * N0 + N0 * N1) begin
          w1[at - N_IN * N0] = level;
          i = (at - N_IN * N0) / N1;
          j = (at - N_IN * N0) % N1;
          prog_core      <= 2;
          prog_column    <= j;
          prog_tile      <= 0;
          prog_word_line <= i * 2 + (level < 0);
        end else begin
          prog_valid <= 1'b0;
          phase = 2;
        end
        at = at + 1;
      end
      2: if (&idle) phase = 3;
      3: begin
        if (host_valid && host_ready) begin
          if (host_token[30]) begin
            step_model(host_token[31]);
            step = step + 1;
            next_in = below(3);
            if (host_token[31]) phase = 4;
          end else
            for (i = 0; i < N0; i = i + 1) s0[i] = s0[i] + w0[host_token[3:0] * N0 + i];
        end
        if (phase == 4) host_valid <= 1'b0;
        else if ((!host_valid || host_ready) && coin(30)) host_valid <= 1'b0;
        else if (!host_valid || host_ready) begin
          host_valid <= 1'b1;
          host_token <= next_in >= N_IN ? {step == STEPS - 1, 1'b1, 30'd0} : next_in;
          next_in = next_in + 1 + below(4);
        end
      end
      4: if (result_valid) begin
        check("winner", winner, best_class);
        look <= 0;
        phase = 5;
      end
      default: begin
        look <= look + 1;
        if (look < N1) check("count", count, counts[look]);
        else begin
          images = images + 1;
          new_image;
          step = 0;
          phase = 3;
        end
      end
    endcase
    if (images == IMAGES || cycle == 100000) begin
      check("spikes met", total > 50, 1);
      verdict(4 * IMAGES);
    end
  end
endmodule
